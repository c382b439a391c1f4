"""The answer of `gitfix init`."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class InitResult:
    """The file, its text, and what was found. `branch`: where it has to be to count."""

    file: str
    written: bool
    text: str
    branch: str
    latest_tag: str
    targets: tuple[str, ...]
    hook: bool
    tests: tuple[str, ...] = ()
    """The commands that run the project's tests, as far as its files tell."""
    deploy: str = ""
    """What seems to deploy it: in the file as a comment, for a person to judge."""
