"""How a paused backport stands: what was kept, and how far each conflict is resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, Strategy, TargetResult
from gitfix.core.outcome import Outcome
from gitfix.core.text import plural
from gitfix.git.conflict_read import Found, read
from gitfix.operations.backport_answer import shown
from gitfix.operations.paused import held
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.pause import Stop
    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


def standing(settings: Settings, incident: str | None) -> Outcome:
    """How a paused backport stands; reads only, and asks nobody."""
    work = open_workspace(settings)
    paused = held(work, incident).pause
    assert paused is not None
    rows = [
        TargetResult(one.branch, one.strategy, "prepared", one.before, one.after, files=one.files)
        for one in paused.clean
    ]
    rows += [row_of(work, stop, counting=True) for stop in paused.stops]
    then = f"gitfix backport {'--continue' if paused.stops else '--push'}"
    result = BackportResult(
        paused.head,
        "paused",
        tuple(rows),
        branch=paused.branch,
        commits=paused.count,
        then=then,
        places=tuple(f"{one.branch} waits in {shown(work, one.worktree)}" for one in paused.stops),
    )
    return Outcome(result, notices=tuple(work.notices))


def row_of(work: Workspace, stop: Stop, *, counting: bool) -> TargetResult:
    """The row of a target in conflict; `counting`: with how far it is."""
    strategy: Strategy = "merge" if stop.merge else "pick" if stop.pick else "squash"
    reason = _how_far(read(work.repo, stop), stop) if counting else ""
    return TargetResult(
        stop.branch,
        strategy,
        "conflict",
        stop.onto,
        stop.onto,
        conflicts=stop.conflicts,
        reason=reason,
        worktree=stop.worktree,
    )


def _how_far(found: Found, stop: Stop) -> str:
    match found.standing:
        case "resolved":
            return "resolved"
        case "gone":
            return "its worktree is gone: --continue makes it anew"
        case "given-up":
            return "given up in its worktree: --continue lays it out anew"
        case "elsewhere":
            return "its worktree is at another commit"
        case _ if found.unmerged:
            return f"{plural(len(found.unmerged), 'path')} to resolve"
        case _:
            return "not ready: gitfix backport --continue says why"
