"""Computes, in memory, what carrying a fix to one target gives: nothing to do, a commit, or a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.backport import Conflict, Strategy, TargetResult
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.git.merge import Merged
from gitfix.operations.commits import make_commit

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.targets import Target


@dataclass(frozen=True)
class Load:
    """What is carried: the commits after `base` up to `head`, of hotfix branch `branch`."""

    base: Oid
    head: Oid
    base_name: str
    branch: str
    commits: tuple[Oid, ...]
    """Oldest first."""
    trailers: tuple[str, ...] = ()


def counted(repo: Repository, rows: list[TargetResult]) -> list[TargetResult]:
    """The same with the number of files that each target gets, asked for all at once."""
    moved = [row for row in rows if row.moves and row.tree]
    pairs = [(repo.objects.read_commit(row.before).tree, row.tree or row.before) for row in moved]
    files = dict(zip([row.branch for row in moved], repo.diffs.count_paths(pairs), strict=True))
    return [replace(row, files=files.get(row.branch, 0)) for row in rows]


def carry(repo: Repository, load: Load, target: Target) -> TargetResult:
    """What becomes of `target`; the new commits are stored, no ref is moved.

    Whether the fix is there is decided by content: applying the whole change to the target leaves its tree as
    it is. Ancestry alone says "there" after a revert, patch ids fail after a squash.
    """
    bases = repo.history.merge_bases(target.tip, load.head)
    merged = bases == [load.head]
    # Forked at the base and not merged since, as nearly always: then git's own merge has that very base.
    plain = bases == [load.base]
    contains_base = plain or repo.history.contains(target.tip, load.base)
    if contains_base is None and not merged:
        raise _cannot_know(target)
    strategy: Strategy = "merge" if contains_base else "pick"
    if plain:
        effect = repo.merges.merge(target.tip, load.head, load.base)
    else:
        effect = repo.merges.apply(target.tip, load.base, load.head)
    here = repo.objects.read_commit(target.tip).tree

    blank = TargetResult(target.branch, strategy, "pending", target.tip, target.tip, here)
    if effect.clean and effect.tree == here:
        reason = "it was merged before" if merged else "the same change is there"
        return replace(blank, state="contained", reason=reason)
    if merged:
        if effect.clean:
            return replace(blank, state="reverted", reason="it was merged and taken out again")
        return replace(blank, state="contained", reason="it was merged and changed since")
    if strategy == "merge":
        return _merge(repo, load, blank, effect if plain else None)
    return _pick(repo, load, blank)


def _merge(
    repo: Repository, load: Load, target: TargetResult, known: Merged | None
) -> TargetResult:
    merged = known or repo.merges.merge(target.before, load.head)
    if not merged.clean:
        return replace(target, state="conflict", conflicts=_conflicts(merged))
    into = "" if target.branch in ("main", "master") else f" into {target.branch}"
    message = _with_trailers(f"Merge branch '{load.branch}'{into}", load.trailers)
    commit = make_commit(repo, merged.tree, (target.before, load.head), message)
    return replace(target, state="prepared", after=commit, tree=merged.tree)


def _pick(repo: Repository, load: Load, target: TargetResult) -> TargetResult:
    """Commit by commit, in order, as `git cherry-pick -x` would: author and date are kept."""
    tip, tree = target.before, repo.objects.read_commit(target.before).tree
    refreshed = False
    for oid in load.commits:
        commit = repo.objects.read_commit(oid)
        if len(commit.parents) > 1 and _is_refresh(repo, load, commit.parents):
            # It brought the line's newer release, which is the base of the fix now.
            refreshed = True
            continue
        if len(commit.parents) != 1:
            reason = f"{oid.short} is a merge, and {load.base_name} is not in {target.branch}"
            return replace(target, state="refused", reason=reason)
        picked = repo.merges.apply(tip, commit.parents[0], oid)
        if not picked.clean:
            return replace(target, state="conflict", conflicts=_conflicts(picked))
        if picked.tree == tree:
            continue
        note = f"(cherry picked from commit {oid})"
        message = _with_trailers(commit.message.rstrip("\n"), (note, *load.trailers))
        tip = make_commit(repo, picked.tree, (tip,), message, author=commit.author)
        tree = picked.tree
    if refreshed:
        whole = repo.merges.apply(target.before, load.base, load.head)
        if whole.clean and whole.tree != tree:
            reason = f"a part of the fix is in the merge of {load.base_name} only"
            return replace(target, state="refused", reason=reason)
    if tip == target.before:
        return replace(target, state="contained", reason="the same change is there")
    return replace(target, state="prepared", after=tip, tree=tree)


def _is_refresh(repo: Repository, load: Load, parents: tuple[Oid, ...]) -> bool:
    return any(repo.history.contains(load.base, parent) for parent in parents[1:])


def _conflicts(merged: Merged) -> tuple[Conflict, ...]:
    return tuple(Conflict(found.path, found.kind) for found in merged.conflicts)


def _with_trailers(message: str, trailers: tuple[str, ...]) -> str:
    return message + "\n\n" + "\n".join(trailers) + "\n" if trailers else message + "\n"


def _cannot_know(target: Target) -> Refusal:
    return Refusal(
        f"this clone is shallow: whether the fix is in {target.branch} cannot be told",
        found=("the history between the production tag and the branch is not here",),
        hint="git fetch --unshallow",
    )
