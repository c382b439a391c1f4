"""Gives a paused backport up: worktrees and kept results go, and every branch is where it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, BackportState
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.value import replace
from gitfix.git import pauses
from gitfix.git.conflict_read import read
from gitfix.git.execute import execute
from gitfix.operations.backport_standing import row_of
from gitfix.operations.backport_worktrees import remove
from gitfix.operations.paused import outside
from gitfix.operations.prepared import backport_ref
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from gitfix.core.pause import Stop
    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


def abort(settings: Settings, incident: str | None) -> Outcome:
    """Give a paused backport up: worktrees and kept results go, and every branch is where it was."""
    work, before = outside(settings, incident)
    paused, tip = before.pause, before.tip
    assert paused is not None and tip is not None
    repo = work.repo
    branches = [stop.branch for stop in paused.stops] + [one.branch for one in paused.clean]
    branches += [one.stop.branch for one in paused.resolutions]
    waiting = repo.refs.several(backport_ref(paused.name, name) for name in branches)
    steps: list[Step] = [UpdateRef(pauses.ref_of(paused.name), tip, repo.zero)]
    steps += [UpdateRef(ref, oid, repo.zero) for ref, oid in waiting.items()]
    if paused.incident:
        draft = Draft("backport-aborted", {"head": str(paused.head)}, step="backport")
        steps.append(record(work, paused.incident, draft))
    known = [one.path for one in repo.worktrees.listing()]
    for stop in paused.stops:
        if Path(stop.worktree) in known:
            _say_what_is_lost(work, stop)
            steps.append(remove(stop, tip))
    if not settings.dry_run:
        execute(repo, Plan("backport --abort", tuple(steps), paused.incident))
    rows = [replace(row_of(work, stop, counting=False), worktree=None) for stop in paused.stops]
    state: BackportState = "planned" if settings.dry_run else "aborted"
    result = BackportResult(
        paused.head,
        state,
        tuple(rows),
        branch=paused.branch,
        commits=paused.count,
    )
    return Outcome(result, notices=tuple(work.notices))


def _say_what_is_lost(work: Workspace, stop: Stop) -> None:
    """A commit that a person made there has no name once the worktree is gone."""
    found = read(work.repo, stop)
    if found.commit:
        work.note(f"what you committed for {stop.branch} is {found.commit.short}, until git gc")
