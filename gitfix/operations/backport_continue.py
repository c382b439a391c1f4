"""Goes on with a paused backport: what was resolved is taken, or a target is left out."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.pause import Resolution, Stop
from gitfix.core.value import replace
from gitfix.git.conflict_read import Found, read
from gitfix.operations.backport import run
from gitfix.operations.backport_answer import shown
from gitfix.operations.backport_held import Held
from gitfix.operations.backport_wish import Wish
from gitfix.operations.commits import make_commit, require_identity
from gitfix.operations.paused import outside

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
    work, before = outside(settings, incident)
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
    return run(work, wish.going_on(paused.wish), before)


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
