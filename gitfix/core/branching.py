"""The result of `gitfix branch`."""

from __future__ import annotations

from gitfix.core.names import Oid
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class BranchBase:
    """What the hotfix branch starts from. `tag` and `version` are empty for a bare commit."""

    tag: str
    commit: Oid
    version: str


@dataclass(frozen=True)
class BranchResult:
    """The opened (or `reused`) hotfix branch. `worktree` is None unless a linked worktree holds it."""

    incident: str
    branch: str
    version: str
    base: BranchBase
    worktree: str | None
    checked_out: bool
    reused: bool
    warnings: tuple[str, ...] = ()
    severity: str = ""
    severity_stated: bool = True
    why_there: str = ""
    tagged: str = ""
    """How old the base is and how it stands on the remote, in words."""
    previous: str = ""
    shipped: tuple[str, ...] = ()
    plan: tuple[dict[str, object], ...] = ()

    _private = ("severity", "severity_stated", "why_there", "tagged", "previous", "shipped", "plan")
