"""The result of a backport: one row per target, and the state of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gitfix.core.names import Oid, TreeId
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.hunks import Policy
    from gitfix.core.request import How

Strategy = Literal["merge", "pick", "squash"]
TargetState = Literal[
    "merged",
    "picked",
    "prepared",
    "contained",
    "reverted",
    "conflict",
    "refused",
    "skipped",
    "pending",
]
BackportState = Literal["done", "prepared", "conflict", "paused", "aborted", "planned", "nothing"]
SETTLED = ("merged", "picked", "contained")


@dataclass(frozen=True)
class Conflict:
    """One conflicted path and git's name for the kind (`contents`, `modify/delete`, …)."""

    path: str
    kind: str


@dataclass(frozen=True)
class Settled:
    """A conflict that a content policy settled, and `how`, in words."""

    path: str
    policy: Policy
    how: str


@dataclass(frozen=True)
class Stuck:
    """Where the computing of a target ended in a conflict.

    `tip` is what was made until then; applying `base`→`commit` to it conflicts (`base` None: a merge of `commit`,
    whose base is git's choice). `mainline`: the parent of a merge commit that counts as its base, 0 for others.
    `left`: the commits that come afterwards. `tree` holds the conflict markers.
    """

    tip: Oid
    commit: Oid
    base: Oid | None
    tree: TreeId
    mainline: int = 0
    left: tuple[Oid, ...] = ()


@dataclass(frozen=True)
class TargetResult:
    """What became of one target. `reason` says why nothing was to do, or why it could not be done.

    `request`: whether its request was opened or updated now, is the same as before, is opened by hand, or is left as it
    is because somebody has pushed to its branch; a `draft` waits for a conflict.

    `settled`: conflicts that content policies settled. `notes`: how merge commits were picked. `worktree`: where its
    conflict waits; `resolved`: a person has resolved one. `affected`: whether the fix's tests fail there without
    the fix (`--verify`); None: nobody knows.
    """

    branch: str
    strategy: Strategy
    state: TargetState
    before: Oid
    after: Oid
    tree: TreeId | None = None
    conflicts: tuple[Conflict, ...] = ()
    pushed: bool = False
    pr: str | None = None
    """The page of its request, or the one where it is opened; null where there is no forge."""
    request: How | None = None
    request_branch: str = ""
    draft: bool = False
    request_text: str = ""
    """What `git request-pull` says, where there is no forge."""
    verified: bool | None = None
    affected: bool | None = None
    files: int = 0
    reason: str = ""
    settled: tuple[Settled, ...] = ()
    notes: tuple[str, ...] = ()
    stuck: Stuck | None = None
    worktree: str | None = None
    resolved: bool = False

    _private = ("stuck",)

    @property
    def moves(self) -> bool:
        """Whether there is a new commit for this target."""
        return self.before != self.after


@dataclass(frozen=True)
class BackportResult:
    """A whole backport. `left_alone` names local branches that could not follow, and why."""

    head: Oid
    state: BackportState
    targets: tuple[TargetResult, ...]
    branch: str = ""
    commits: int = 0
    remote: str = ""
    left_alone: tuple[str, ...] = ()
    postmortem: bool = False
    """Whether a prepared post-mortem went along."""
    proposed: int = 0
    """Branches for requests that were pushed now."""
    then: str = ""
    """The command that lands what was prepared, or goes on."""
    places: tuple[str, ...] = ()
    """Where conflicts wait, seen from where the person is."""

    _private = ("branch", "commits", "remote", "postmortem", "proposed", "then", "places")
