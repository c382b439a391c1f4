"""Pauses a backport: the clean results are kept, each conflict waits in a worktree of its own as git would leave it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gitfix.core.names import HEADS
from gitfix.core.pause import Pause, Stop, Waiting
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.value import replace
from gitfix.git import pauses
from gitfix.git.execute import execute
from gitfix.operations.backport_answer import outcome
from gitfix.operations.backport_worktrees import Worktrees, add, is_there, remove
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult, TargetResult
    from gitfix.core.outcome import Outcome
    from gitfix.operations.backport_held import Held
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.backport_resolving import Resolving
    from gitfix.operations.backport_wish import Wish
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def pause(
    work: Workspace,
    carried: Carried,
    wish: Wish,
    before: Held,
    resolving: Resolving,
    result: BackportResult,
) -> Outcome:
    """Keep what was computed and lay out what conflicts; CONFLICT (exit 3) with the ways to go on."""
    places = Worktrees(work, before)
    rows, stops = _laid_out(places, resolving, result)
    waiting = [
        Waiting(r.branch, r.strategy, r.before, r.after, r.files)
        for r in rows
        if r.moves and r.state == "prepared"
    ]
    paused = Pause(
        before.pause.name if before.pause else carried.name,
        carried.incident,
        carried.load.head,
        carried.load.branch,
        _plain(work, wish, carried),
        (*stops, *before.elsewhere(result)),
        before.resolutions,
        tuple(waiting),
        before.skipped,
        len(carried.load.commits),
    )
    if places.adds or places.removes() or paused != before.pause:
        _execute(work, paused, before, places)
    done = replace(result, state="paused", targets=tuple(rows), then="")
    lands = "" if wish.push or wish.pr or not work.truth.remote else " --push"
    return outcome(work, done, lands)


def _laid_out(
    places: Worktrees, resolving: Resolving, result: BackportResult
) -> tuple[list[TargetResult], list[Stop]]:
    """The rows with the worktrees of their conflicts, and the stops that wait there."""
    rows, stops = [], []
    for row in result.targets:
        if row.state != "conflict":
            places.settled(row.branch)
            rows.append(row)
            continue
        stop = places.place(resolving.stops[row.branch])
        stops.append(stop)
        rows.append(replace(row, conflicts=stop.conflicts, worktree=stop.worktree))
    return rows, stops


def _execute(work: Workspace, paused: Pause, before: Held, places: Worktrees) -> None:
    repo = work.repo
    new = pauses.write(repo, paused, before.tip)
    steps: list[Step] = [add(stop, new) for stop in places.adds]
    steps.append(UpdateRef(pauses.ref_of(paused.name), before.tip or repo.zero, new))
    if paused.incident and (places.adds or before.pause is None):
        told = record(
            work, paused.incident, Draft("backport-paused", _event(paused), step="backport")
        )
        steps.append(told)
    steps += [remove(stop, before.tip) for stop in places.removes()]
    execute(repo, Plan("backport", tuple(steps), paused.incident))


def _plain(work: Workspace, wish: Wish, carried: Carried) -> dict[str, Any]:
    """The wish, in words that mean the same in every worktree."""
    data = asdict(wish)
    branch = carried.load.branch
    name = branch if work.repo.refs.get(HEADS + branch) else str(carried.load.head)
    data["revision"] = None if carried.incident else name
    data["incident"] = carried.incident or None
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}


def _event(paused: Pause) -> dict[str, object]:
    rows = [
        {
            "branch": stop.branch,
            "conflicts": [{"path": one.path, "kind": one.kind} for one in stop.conflicts],
        }
        for stop in paused.stops
    ]
    return {"head": str(paused.head), "targets": rows}


def ending_of(work: Workspace, before: Held, result: BackportResult, *, keep: bool) -> Ending:
    """What becomes of the pause when nothing conflicts any more: over, or (`keep`) only its answers stay."""
    if before.tip is None or before.pause is None:
        return (), ()
    repo, paused = work.repo, before.pause
    left = before.elsewhere(result)
    new = repo.zero
    if keep or left:
        rest = replace(paused, stops=left, clean=(), resolutions=before.resolutions)
        new = before.tip if rest == paused else pauses.write(repo, rest, before.tip)
    updates = [UpdateRef(pauses.ref_of(paused.name), before.tip, new)] if new != before.tip else []
    over = [stop for stop in paused.stops if stop not in left and is_there(stop)]
    return updates, [remove(stop, before.tip) for stop in over]
