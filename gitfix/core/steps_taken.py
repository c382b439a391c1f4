"""What the record says of single steps of an incident: decided against, checked, proved."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Override:
    """A recorded decision to go on without a step. `until`: seconds since 1970, 0 for good."""

    step: str
    reason: str
    by: str
    at: str
    event: str
    until: int = 0


@dataclass(frozen=True)
class Checked:
    """The last recorded check. `head` and `tree` say of what."""

    verdict: str
    head: str
    tree: str
    by: str
    at: str
    event: str


@dataclass(frozen=True)
class Proof:
    """The last recorded `gitfix prove`. `head` and `tree` say of what."""

    verdict: str
    tag: str
    head: str
    tree: str
    by: str
    at: str
    event: str
