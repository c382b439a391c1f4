"""What the record says of carrying the fix: the state of each target, and of each request."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class BackportRow:
    """What was last recorded for one target."""

    branch: str
    state: str
    commit: str
    pushed: bool
    strategy: str = "merge"
    at: str = ""


@dataclass(frozen=True)
class RequestRow:
    """What was last recorded of the request that carries the fix, or the post-mortem, to `target`.

    `tips`: every commit that gitfix has given its branch, the newest last.
    """

    target: str
    branch: str
    url: str
    draft: bool
    tips: tuple[str, ...]
    at: str = ""
