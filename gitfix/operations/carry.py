"""Computes, in memory, what carrying a fix to one target gives: nothing to do, a commit, or a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.backport import Settled, Strategy, Stuck, TargetResult
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.strategy import Choice
from gitfix.core.text import plural
from gitfix.core.trailers import first_source, picked_from, with_trailers
from gitfix.core.value import replace
from gitfix.operations.applying import Applied, Applier
from gitfix.operations.commits import make_commit
from gitfix.operations.fix import Fix, Load, Pick
from gitfix.operations.presence import Presence, look
from gitfix.operations.recognise import Recognised

if TYPE_CHECKING:
    from gitfix.git.objects import Commit, Signature
    from gitfix.git.repository import Repository
    from gitfix.operations.targets import Target

__all__ = ["Load", "carry"]


def carry(
    applier: Applier, fix: Fix, target: Target, choice: Choice, recognised: Recognised
) -> TargetResult:
    """What becomes of `target`; the new commits are stored, no ref is moved. Refusal in a shallow clone that cannot
    tell.
    """
    repo = fix.repo
    here = repo.objects.read_commit(target.tip).tree
    blank = TargetResult(target.branch, "pick", "pending", target.tip, target.tip, here)
    if fix.load.base is None:
        return _alone(applier, fix, blank, choice, recognised)
    presence = look(applier, fix, target.tip, recognised)
    strategy = _strategy(choice, presence)
    row = replace(blank, strategy=strategy)
    if presence.state in ("contained", "reverted"):
        return replace(row, state=presence.state, reason=presence.reason)
    if presence.contains_base is None:
        raise _cannot_know(target)
    if strategy == "merge":
        if not presence.contains_base:
            return replace(row, state="refused", reason=_would_bring(repo, fix, target))
        return _merge(applier, fix, row, presence)
    if strategy == "squash":
        return _squash(applier, fix, row, presence.effect)
    return _pick(applier, fix, row)


def _strategy(choice: Choice, presence: Presence) -> Strategy:
    if choice == "auto":
        return "merge" if presence.contains_base else "pick"
    return choice


def _alone(
    applier: Applier, fix: Fix, blank: TargetResult, choice: Choice, recognised: Recognised
) -> TargetResult:
    """Commits without a history of their own: whether they are there is seen when they are picked."""
    history = fix.repo.history
    if choice == "merge":
        return replace(blank, state="refused", reason="single commits are picked, never merged")
    row = _pick(applier, fix, blank)
    twin = recognised.on(blank.before)
    merged = all(history.contains(blank.before, one) for one in fix.load.commits)
    if merged or twin:
        said = f"it was {twin.how} there as {twin.commit.short}" if twin else "it is in its history"
        if row.state == "contained":
            return replace(row, reason=said)
        if row.state != "conflict" and not row.resolved:
            return replace(blank, state="reverted", reason=f"{said} and taken out again")
        return replace(blank, state="contained", reason=f"{said} and changed since")
    if choice == "squash" and row.state == "prepared" and len(fix.picks) > 1:
        return _as_one(fix, replace(row, strategy="squash"))
    return row


def _merge(applier: Applier, fix: Fix, row: TargetResult, presence: Presence) -> TargetResult:
    load = fix.load
    merged = presence.effect if presence.plain else applier.merge(row.before, load.head)
    if not merged.clean:
        stuck = Stuck(row.before, load.head, None, merged.tree)
        return _conflict(row, merged, stuck)
    message = message_of(fix, row)
    commit = make_commit(fix.repo, merged.tree, (row.before, load.head), message)
    return replace(
        row,
        state="prepared",
        after=commit,
        tree=merged.tree,
        settled=merged.settled,
        resolved=merged.resolved,
    )


def _squash(applier: Applier, fix: Fix, row: TargetResult, effect: Applied) -> TargetResult:
    load = fix.load
    if not effect.clean:
        return _conflict(row, effect, Stuck(row.before, load.head, load.base, effect.tree))
    return _as_one(
        fix, replace(row, tree=effect.tree, settled=effect.settled, resolved=effect.resolved)
    )


def _as_one(fix: Fix, row: TargetResult) -> TargetResult:
    """One commit with the tree of `row`, in the name of the fix's first author."""
    made = make_commit(
        fix.repo,
        row.tree or "",
        (row.before,),
        message_of(fix, row),
        author=first_author(fix),
    )
    return replace(row, state="prepared", after=made)


def message_of(fix: Fix, row: TargetResult, source: Oid | None = None) -> str:
    """What the commit on the target says: git's words for a merge, those of `source` for a pick, all for a squash."""
    load = fix.load
    if row.strategy == "merge":
        into = "" if row.branch in ("main", "master") else f" into {row.branch}"
        return with_trailers(f"Merge branch '{load.branch}'{into}", load.trailers)
    if row.strategy == "pick" and source:
        commit = fix.repo.objects.read_commit(source)
        first = first_source(commit.message, source)
        own = (picked_from(source), f"Backport-of: {first}", *load.trailers)
        return with_trailers(commit.message, own)
    plain = _plain(fix)
    oid, leading = plain[0]
    message = leading.message
    if len(plain) > 1:
        subjects = "\n".join(f"* {_subject(one.message)}" for _, one in plain)
        message = f"{_subject(leading.message)}\n\n{subjects}"
    notes = [picked_from(one) for one, _ in plain]
    origin = f"Backport-of: {first_source(leading.message, oid)}"
    return with_trailers(message, (*notes, origin, *load.trailers))


def first_author(fix: Fix) -> Signature:
    """Whoever made the fix's first commit."""
    return _plain(fix)[0][1].author


def _plain(fix: Fix) -> list[tuple[Oid, Commit]]:
    commits = [(one, fix.repo.objects.read_commit(one)) for one in fix.load.commits]
    return [(oid, one) for oid, one in commits if len(one.parents) < 2] or commits


def _subject(message: str) -> str:
    return message.lstrip("\n").split("\n", 1)[0]


def _pick(applier: Applier, fix: Fix, row: TargetResult) -> TargetResult:
    """Commit by commit, in order, as `git cherry-pick -x` would: author and date are kept."""
    repo = fix.repo
    tip, tree = row.before, repo.objects.read_commit(row.before).tree
    settled: dict[str, Settled] = {}
    row = replace(row, notes=_notes(fix))
    for number, pick in enumerate(fix.picks):
        applied = applier.apply(tip, pick.base, pick.commit)
        if not applied.clean:
            left = tuple(one.commit for one in fix.picks[number + 1 :])
            stuck = Stuck(tip, pick.commit, pick.base, applied.tree, pick.mainline, left)
            return _conflict(row, applied, stuck)
        row = replace(row, resolved=row.resolved or applied.resolved)
        settled |= {one.path: one for one in applied.settled}
        if applied.tree == tree:
            continue
        tip, tree = picked(fix, row, pick, applied.tree, tip), applied.tree
    if tree == repo.objects.read_commit(row.before).tree:
        return replace(row, state="contained", reason="the same change is there")
    return replace(row, state="prepared", after=tip, tree=tree, settled=tuple(settled.values()))


def picked(fix: Fix, row: TargetResult, pick: Pick, tree: str, tip: Oid) -> Oid:
    """The commit that `git cherry-pick -x` makes of `pick` on `tip`, with where it is from at first."""
    author = fix.repo.objects.read_commit(pick.commit).author
    message = message_of(fix, replace(row, strategy="pick"), pick.commit)
    return make_commit(fix.repo, tree, (tip,), message, author=author)


def _notes(fix: Fix) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fix.notes)) if fix.picks else ()


def _conflict(row: TargetResult, applied: Applied, stuck: Stuck) -> TargetResult:
    return replace(
        row, state="conflict", conflicts=applied.conflicts, settled=applied.settled, stuck=stuck
    )


def _would_bring(repo: Repository, fix: Fix, target: Target) -> str:
    assert fix.load.base is not None
    others = repo.history.count(f"{target.tip}..{fix.load.base}")
    return (
        f"a merge would bring {plural(others, 'other commit')}: {fix.load.base_name} is not in it"
    )


def _cannot_know(target: Target) -> Refusal:
    return Refusal(
        f"this clone is shallow: whether the fix is in {target.branch} cannot be told",
        found=("the history between the production tag and the branch is not here",),
        hint="git fetch --unshallow",
    )
