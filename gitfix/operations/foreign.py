"""Which commits of a hotfix are somebody's unreleased work: they were on a target before the fix was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import DEVELOP, HEADS, MAIN, REMOTES, Oid, short_ref
from gitfix.operations import targets

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.check_base import Measured
    from gitfix.operations.workspace import Workspace


def strangers(
    work: Workspace, measured: Measured, head: Oid, branch: str, everything: Sequence[Oid]
) -> dict[Oid, str]:
    """Foreign commit → branch: by the incident's record where there is one. `everything`: all commits of base..head."""
    if measured.incident:
        tips = measured.incident.target_tips
        return by_record(work.repo, measured.commit, head, tips, everything)
    return by_chains(work, measured.commit, head, branch, everything)


def by_record(
    repo: Repository, base: Oid, head: Oid, tips: Mapping[str, str], everything: Sequence[Oid]
) -> dict[Oid, str]:
    """Foreign commit → branch, by the target tips of the moment the incident was opened.

    `everything`: all commits of base..head.
    A hotfix that has been backported since is not foreign to itself: those tips do not have it.
    """
    names = _tips_here(repo, tips)
    return _reached(repo, base, head, names, everything)


def ask_ahead(repo: Repository, base: Oid, head: Oid, tips: Mapping[str, str]) -> None:
    """Have git walk now where `by_record` most often will: every tip is here, and has nothing of the hotfix."""
    known = {Oid(tip): "" for _, tip in sorted(tips.items(), key=_main_first)}
    if known:
        repo.history.walk_ahead(head, "--not", base, *known)


def _tips_here(repo: Repository, tips: Mapping[str, str]) -> dict[Oid, str]:
    """The tips that this clone has, each with the name of the first branch that was there."""
    there = [one for one in repo.batch.read(list(dict.fromkeys(tips.values()))) if one]
    commits = {one.oid for one in there if one.type == "commit"}
    names: dict[Oid, str] = {}
    for ref, tip in sorted(tips.items(), key=_main_first):
        if tip in commits:
            names.setdefault(Oid(tip), _said(ref))
    return names


def by_chains(
    work: Workspace, base: Oid, head: Oid, branch: str, everything: Sequence[Oid]
) -> dict[Oid, str]:
    """The same without a record, from the targets' first-parent chains before this branch was merged."""
    repo = work.repo
    names: dict[Oid, str] = {}
    refs = _target_refs(work, branch)
    if len(repo.history.ids(head, "--not", base, *refs.values())) == len(everything):
        return {}  # no target has any of it
    for ref, tip in sorted(refs.items(), key=_main_first):
        before = _before_merge(repo, base, head, tip)
        if before:
            names.setdefault(before, _said(ref))
    return _reached(repo, base, head, names, everything)


def _main_first(pair: tuple[str, str]) -> bool:
    """A commit that main has, too, is called main's."""
    return _said(pair[0]) not in MAIN


def _said(ref: str) -> str:
    name = short_ref(ref.removeprefix("remote:"))
    return name.partition("/")[2] if ref.startswith(REMOTES) else name


def _reached(
    repo: Repository, base: Oid, head: Oid, tips: Mapping[Oid, str], everything: Sequence[Oid]
) -> dict[Oid, str]:
    """Commits in base..head that one of `tips` has, each with the first tip's name."""
    if not tips:
        return {}
    own = set(repo.history.ids(head, "--not", base, *tips))
    found: dict[Oid, str] = {}
    if len(own) == len(everything):
        return found
    for tip, name in tips.items():
        kept = set(repo.history.ids(head, "--not", base, tip))
        for commit in everything:
            if commit not in kept:
                found.setdefault(commit, name)
    return found


def _target_refs(work: Workspace, branch: str) -> dict[str, Oid]:
    names = {*MAIN, *DEVELOP, targets.default_name(work, targets.local_heads(work))}
    spaces = [HEADS, f"{REMOTES}{work.remote_name}/"] if work.remote_name else [HEADS]
    return work.repo.refs.several(
        space + name for space in spaces for name in sorted(names - {branch, ""})
    )


def _before_merge(repo: Repository, base: Oid, head: Oid, target: Oid) -> Oid | None:
    """The target as it was before it got anything of this branch; None when that cannot matter."""
    own = set(repo.history.ids(head, "--not", base, target))
    shared = [c for c in repo.history.ids("--topo-order", f"{base}..{head}") if c not in own]
    if not shared:
        return None
    chain = repo.history.ids("--first-parent", target, "--not", base)[::-1]
    merged_whole = head in shared
    if merged_whole and head in chain:
        return None  # fast-forwarded: the branch's commits are the chain's
    wanted = head if merged_whole else shared[-1]
    if wanted in chain:
        return target
    from bisect import bisect_left

    # Along the chain, "has it" turns from no to yes once: the merge that brought it.
    at = bisect_left(chain, True, key=lambda commit: repo.history.contains(commit, wanted) is True)
    if at == len(chain):
        return None
    return repo.refs.commit(f"{chain[at]}^1")
