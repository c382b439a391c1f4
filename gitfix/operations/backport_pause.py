"""Pauses a backport: the clean results are kept, each conflict waits in a worktree of its own as git would leave it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gitfix.core.names import HEADS, BranchName, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.pause import Pause, Resolution, Stop, Waiting
from gitfix.core.plan import AddWorktree, Plan, RemoveWorktree, Step, UpdateRef
from gitfix.core.value import dataclass
from gitfix.git import pauses
from gitfix.git.execute import execute
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult, TargetResult
    from gitfix.operations.backport_resolving import Resolving
    from gitfix.operations.backport_wish import Wish
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Held:
    """What was paused before this run, if anything, and what a person has resolved since.

    `over`: targets whose worktree has done its work, or is to be made anew.
    """

    tip: Oid | None = None
    pause: Pause | None = None
    fresh: tuple[Resolution, ...] = ()
    own: Mapping[str, Oid] | None = None
    """Branch → a commit of the person's own that holds the resolution."""
    over: tuple[str, ...] = ()

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """Every answer that is known, the newest last."""
        return (*(self.pause.resolutions if self.pause else ()), *self.fresh)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Targets that a person has left out."""
        return self.pause.skipped if self.pause else ()

    def elsewhere(self, result: BackportResult) -> tuple[Stop, ...]:
        """Conflicts of targets that this run is not about: they go on waiting."""
        about = {row.branch for row in result.targets} | set(self.skipped)
        return tuple(s for s in (self.pause.stops if self.pause else ()) if s.branch not in about)


def held(work: Workspace, name: str) -> Held:
    """What is paused under this name."""
    tip = work.repo.refs.get(pauses.ref_of(name))
    return Held(tip, pauses.read(work.repo, tip)) if tip else Held()


def pause(
    work: Workspace,
    carried: Carried,
    wish: Wish,
    before: Held,
    resolving: Resolving,
    result: BackportResult,
) -> Outcome:
    """Keep what was computed and lay out what conflicts; CONFLICT (exit 3) with the ways to go on."""
    rows, stops, adds, removes = _stops(work, before, resolving, result)
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
    if adds or removes or paused != before.pause:
        _execute(work, paused, before, adds, removes)
    done = replace(result, state="paused", targets=tuple(rows), then="")
    lands = "" if wish.push or wish.pr or not work.truth.remote else " --push"
    return outcome(work, done, lands)


def _execute(
    work: Workspace, paused: Pause, before: Held, adds: list[Stop], removes: list[Stop]
) -> None:
    repo = work.repo
    new = pauses.write(repo, paused, before.tip)
    steps: list[Step] = [_add(stop, new) for stop in adds]
    steps.append(UpdateRef(pauses.ref_of(paused.name), before.tip or repo.zero, new))
    if paused.incident and (adds or before.pause is None):
        told = record(
            work, paused.incident, Draft("backport-paused", _event(paused), step="backport")
        )
        steps.append(told)
    steps += [remove(stop, before.tip) for stop in removes]
    execute(repo, Plan("backport", tuple(steps), paused.incident))


def _add(stop: Stop, kept: Oid) -> AddWorktree:
    return AddWorktree(stop.worktree, stop.branch, stop.onto, kept)


def remove(stop: Stop, kept: Oid | None) -> RemoveWorktree:
    """The step that takes the worktree of a conflict away."""
    return RemoveWorktree(stop.worktree, stop.branch, stop.onto, kept or "")


def _stops(
    work: Workspace, before: Held, resolving: Resolving, result: BackportResult
) -> tuple[list[TargetResult], list[Stop], list[Stop], list[Stop]]:
    rows, stops, adds, removes = [], [], [], []
    old = {stop.branch: stop for stop in before.pause.stops} if before.pause else {}
    for row in result.targets:
        mine = old.pop(row.branch, None)
        if row.state != "conflict":
            removes += [mine] if mine else []
            rows.append(row)
            continue
        stop = _complete(work, resolving.stops[row.branch])
        if mine and _kept(work, before, mine, stop):
            stop = mine
            adds += [] if _is_there(mine) else [mine]
        else:
            taken = [one.worktree for one in adds]
            stop = replace(stop, worktree=str(_free(work, row.branch, taken)))
            adds.append(stop)
            removes += [mine] if mine and _is_there(mine) else []
        stops.append(stop)
        rows.append(replace(row, conflicts=stop.conflicts, worktree=stop.worktree))
    removes += [one for one in old.values() if one.branch in before.skipped]
    return rows, stops, adds, [one for one in removes if _is_there(one)]


def _is_there(stop: Stop) -> bool:
    return (Path(stop.worktree) / ".git").is_file()


def _kept(work: Workspace, before: Held, mine: Stop, stop: Stop) -> bool:
    """Whether the worktree of before goes on being the place: it is the same conflict, or somebody works there."""
    if mine.branch in before.over:
        return False
    if not _is_there(mine):
        return mine.same(stop)
    if mine.same(stop):
        return True
    from gitfix.git import conflict_state

    if conflict_state.untouched(work.repo, Path(mine.worktree), mine):
        return False
    work.note(
        f"{mine.branch} has moved; the conflict in {shown(work, mine.worktree)} is the one of before: resolve it, "
        "and what still fits is used"
    )
    return True


def _complete(work: Workspace, stop: Stop) -> Stop:
    """The stop with the folders that are laid out."""
    from_files = work.config.integer("worktree.sparse")
    if from_files and len(_names(work, stop)) >= from_files:
        from gitfix.git import conflict_state

        return replace(stop, folders=conflict_state.touched(work.repo, stop))
    return stop


def _names(work: Workspace, stop: Stop) -> list[str]:
    return work.repo.git.fields("ls-tree", "-r", "-z", "--name-only", "--full-tree", stop.tree)


def _free(work: Workspace, branch: str, taken: list[str]) -> Path:
    """A place that nothing is in: `../shop-backport-develop`, else with a number."""
    from gitfix.operations import place

    first = place.location(work, BranchName(f"backport-{branch}"), "")
    known = {str(one.path) for one in work.repo.worktrees.listing()} | set(taken)
    for number in range(1, 1000):
        path = first if number == 1 else first.with_name(f"{first.name}-{number}")
        used = path.exists() and (not path.is_dir() or any(path.iterdir()))
        if not used and str(path) not in known:
            return path
    raise Refusal(f"{first} exists already", hint="move it away, then: gitfix backport")


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


def shown(work: Workspace, path: str) -> str:
    """A path as a person types it from where they are."""
    relative = os.path.relpath(path, work.settings.repo.absolute())
    return relative if len(relative) < len(path) else path


def outcome(work: Workspace, result: BackportResult, lands: str = "") -> Outcome:
    """Exit CONFLICT, with where the conflicts wait and the commands that go on from here."""
    stuck = [row for row in result.targets if row.worktree]
    clean = [row.branch for row in result.targets if row.state == "prepared" and row.moves]
    moved = any(row.state in ("merged", "picked") for row in result.targets)
    what = "the others have landed" if moved else "nothing has moved"
    names = " and ".join(shown(work, row.worktree or "") for row in stuck)
    waits = "the conflict waits" if len(stuck) == 1 else "the conflicts wait"
    ours = stuck[0].branch if len(stuck) == 1 else "the target"
    hints = [
        f"ours = {ours}, theirs = the hotfix",
        "resolve, git add, then: gitfix backport --continue",
        "give up: gitfix backport --abort",
    ]
    offered = any(row.request for row in result.targets)
    if clean and not offered:
        hints.append(f"land {', '.join(clean)} now: gitfix backport --keep-going{lands}")
    elif len(result.targets) > 1 and not offered:
        hints.append(f"leave it out: gitfix backport --skip {stuck[0].branch}")
    return Outcome(
        result,
        Exit.CONFLICT,
        f"{what}; {waits} in {names}",
        "\n".join(hints),
        tuple(work.notices),
    )


def kept(before: Held) -> dict[str, Oid]:
    """Branch → the commit to land: what waited for the others, and what the person committed."""
    waiting = before.pause.clean if before.pause else ()
    return {one.branch: one.after for one in waiting} | dict(before.own or {})


def ending(
    work: Workspace, before: Held, result: BackportResult, *, keep: bool
) -> tuple[list[UpdateRef], list[Step]]:
    """What becomes of the pause when nothing conflicts any more: over, or (`keep`) only its answers stay."""
    if before.tip is None or before.pause is None:
        return [], []
    repo, paused = work.repo, before.pause
    left = before.elsewhere(result)
    new = repo.zero
    if keep or left:
        rest = replace(paused, stops=left, clean=(), resolutions=before.resolutions)
        new = before.tip if rest == paused else pauses.write(repo, rest, before.tip)
    updates = [UpdateRef(pauses.ref_of(paused.name), before.tip, new)] if new != before.tip else []
    over = [stop for stop in paused.stops if stop not in left and _is_there(stop)]
    return updates, [remove(stop, before.tip) for stop in over]
