"""Goes on with a paused backport, leaves a target out, gives it up, or says how it stands."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.backport import BackportResult, BackportState, Strategy, TargetResult
from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.pause import Pause, Resolution, Stop
from gitfix.core.plan import Plan, Step, UpdateRef
from gitfix.core.text import plural
from gitfix.git import pauses
from gitfix.git.conflict_read import Found, read
from gitfix.git.execute import execute
from gitfix.operations import backport_pause
from gitfix.operations.backport import Wish, run
from gitfix.operations.backport_pause import Held, shown
from gitfix.operations.commits import make_commit, require_identity
from gitfix.operations.prepared import backport_ref
from gitfix.operations.recording import Draft, record
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace

FEW = 4
"""Paths that are named in a refusal."""


def resume(
    settings: Settings, incident: str | None, wish: Wish, *, skip: tuple[str, ...] = ()
) -> Outcome:
    """Take what was resolved and go on as it was asked for at first; `skip`: without these targets.

    Refusal (CONFLICT) where something is not resolved; then nothing has changed.
    """
    work, before = _outside(settings, incident)
    require_identity(work.repo)
    if skip:
        before = _without(before, skip)
    paused = before.pause
    assert paused is not None
    fresh, own, over, refused = [], {}, [], []
    for stop in paused.stops:
        if stop.branch in before.skipped:
            continue
        found = read(work.repo, stop)
        if found.standing == "resolved":
            one = _resolution(work, stop, found)
            fresh.append(one)
            over.append(stop.branch)
            if found.commit or found.message:
                own[stop.branch] = one.commit
            if not settings.dry_run:
                work.repo.worktrees.at(Path(stop.worktree)).run("rerere", ok=None)
        elif found.standing in ("given-up", "gone"):
            over += [stop.branch] if found.standing == "given-up" else []
            work.note(_anew(work, stop, found))
        elif not skip:
            refused.append((stop, found))
    if refused:
        raise _not_resolved(work, refused)
    before = replace(before, fresh=tuple(fresh), own=own, over=tuple(over))
    return run(work, _wish(paused, wish), before)


def _outside(settings: Settings, incident: str | None) -> tuple[Workspace, Held]:
    """What is paused, and the repository as seen from a folder that will still be there afterwards."""
    work = open_workspace(settings)
    before = _held(work, incident)
    here = work.repo.worktree
    stops = before.pause.stops if before.pause else ()
    if here is None or all(Path(stop.worktree) != here for stop in stops):
        return work, before
    home = work.repo.worktrees.listing()[0].path
    if not home.is_dir() or home == here:
        home = work.repo.common_dir
    notices = [
        *work.notices,
        f"you are in a worktree that goes when its conflict is settled: cd {home}",
    ]
    os.chdir(home)
    work = open_workspace(replace(settings, repo=home))
    work.notices += notices
    return work, before


def _without(before: Held, skip: tuple[str, ...]) -> Held:
    """The same without some targets; Refusal when they are none of this backport's."""
    paused = before.pause
    assert paused is not None
    known = [stop.branch for stop in paused.stops] + [one.branch for one in paused.clean]
    for name in skip:
        if name not in known:
            raise Refusal(
                f"{name} is no target of the paused backport",
                found=tuple(known),
                hint=f"gitfix backport --skip {quote(known[0])}"
                if known
                else "gitfix backport --abort",
            )
    skipped = (*paused.skipped, *(name for name in skip if name not in paused.skipped))
    return replace(before, pause=replace(paused, skipped=skipped))


def _wish(paused: Pause, now: Wish) -> Wish:
    """What was asked for at first, with what is asked for now."""
    was = paused.wish
    wish = Wish(
        was.get("revision"),
        was.get("incident"),
        tuple(was.get("onto", ())),
        strategy=was.get("strategy"),
        commits=tuple(was.get("commits", ())),
        chain=bool(was.get("chain")),
        verify=was.get("verify"),
    )
    return replace(
        wish,
        push=now.push or bool(was.get("push") and not now.pr),
        pr=now.pr or bool(was.get("pr") and not now.push),
        keep_going=now.keep_going,
        one_by_one=now.one_by_one or bool(was.get("one_by_one")),
    )


def _resolution(work: Workspace, stop: Stop, found: Found) -> Resolution:
    repo = work.repo
    assert found.tree is not None
    commit = found.commit
    if commit is None:
        parents = (stop.onto, stop.source) if stop.merge else (stop.onto,)
        author = repo.objects.read_commit(stop.source).author if stop.pick else None
        words = found.message or stop.message
        commit = make_commit(repo, found.tree, parents, words, author=author)
    return Resolution(stop, found.tree, commit)


def _anew(work: Workspace, stop: Stop, found: Found) -> str:
    how = "was given up in its worktree" if found.standing == "given-up" else "lost its worktree"
    return (
        f"the conflict of {stop.branch} {how}: it is laid out anew; to leave {stop.branch} out: "
        f"gitfix backport --skip {quote(stop.branch)}"
    )


def _not_resolved(work: Workspace, refused: list[tuple[Stop, Found]]) -> Refusal:
    rows: list[str] = []
    hints: list[str] = []
    for stop, found in refused:
        at = quote(shown(work, stop.worktree))
        said, hint = _in_the_way(found, at, stop)
        rows += [f"{stop.branch}: {one}" for one in said]
        hints.append(hint)
    names = ", ".join(stop.branch for stop, _ in refused)
    hints.append("then: gitfix backport --continue")
    return Refusal(
        f"{names} {'is' if len(refused) == 1 else 'are'} not resolved yet; nothing has changed",
        found=tuple(rows),
        hint="\n".join(hints),
        exit=Exit.CONFLICT,
    )


def _in_the_way(found: Found, at: str, stop: Stop) -> tuple[list[str], str]:
    """What is in the way of a resolution, and the command that deals with it."""

    def typed(paths: tuple[str, ...]) -> str:
        return " ".join(quote(path) for path in paths[:FEW]) + (" …" if len(paths) > FEW else "")

    if found.standing == "elsewhere":
        now = found.head.short if found.head else "nothing"
        back = f"git -C {at} switch --detach {stop.onto.short}"
        return [
            f"its worktree is at {now}, which does not hold {stop.onto.short}"
        ], f"go back: {back}"
    if found.unmerged:
        said = [f"{path} is unmerged" for path in found.unmerged]
        return said, f"resolve, then: git -C {at} add {typed(found.unmerged)}"
    if found.marked:
        paths = tuple(dict.fromkeys(one.rpartition(":")[0] for one in found.marked))
        said = [f"{one} is a conflict marker" for one in found.marked]
        return said, f"take them out, then: git -C {at} add {typed(paths)}"
    if found.edited:
        said = [f"{path} was changed and not added" for path in found.edited]
        return said, f"git -C {at} add {typed(found.edited)}"
    said = [f"{path} is not tracked" for path in found.stray]
    return said, f"to take it along: git -C {at} add {typed(found.stray)}; else remove it there"


def abort(settings: Settings, incident: str | None) -> Outcome:
    """Give a paused backport up: worktrees and kept results go, and every branch is where it was."""
    work, before = _outside(settings, incident)
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
            steps.append(backport_pause.remove(stop, tip))
    if not settings.dry_run:
        execute(repo, Plan("backport --abort", tuple(steps), paused.incident))
    rows = [replace(_row(work, stop, counting=False), worktree=None) for stop in paused.stops]
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


def standing(settings: Settings, incident: str | None) -> Outcome:
    """How a paused backport stands; reads only, and asks nobody."""
    work = open_workspace(settings)
    paused = _held(work, incident).pause
    assert paused is not None
    rows = [
        TargetResult(one.branch, one.strategy, "prepared", one.before, one.after, files=one.files)
        for one in paused.clean
    ]
    rows += [_row(work, stop, counting=True) for stop in paused.stops]
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


def _row(work: Workspace, stop: Stop, *, counting: bool) -> TargetResult:
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


def _held(work: Workspace, incident: str | None) -> Held:
    """The paused backport that is meant: named, the one of this worktree, of this branch, or the only one."""
    names = pauses.tips(work.repo)
    if not names:
        raise Refusal("no backport is paused in this clone", hint="carry the fix: gitfix backport")
    name = _name(work, incident, names)
    return Held(names[name], pauses.read(work.repo, names[name]))


def _name(work: Workspace, incident: str | None, names: dict[str, Oid]) -> str:
    if incident:
        found = [name for name in names if name == incident or name.endswith(incident)]
        if len(found) == 1:
            return found[0]
        raise Refusal(
            f"no backport of {incident} is paused",
            found=tuple(names),
            hint="gitfix backport --status --incident ID",
        )
    if len(names) == 1:
        return next(iter(names))
    here = work.repo.worktree
    branch = None if work.repo.bare else work.repo.worktrees.current_branch()
    for name, tip in names.items():
        paused = pauses.read(work.repo, tip)
        if here and any(Path(stop.worktree) == here for stop in paused.stops):
            return name
        if branch and paused.branch == branch:
            return name
    raise Refusal(
        f"{len(names)} backports are paused: which one?",
        found=tuple(names),
        hint="the same with --incident ID, or from the worktree of the conflict",
    )
