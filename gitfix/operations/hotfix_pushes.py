"""Which refs of a push are hotfixes: by their name, by the record, or by descent from a recorded hotfix branch."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gitfix.core.hook_push import PushedRef, is_hotfix_name
from gitfix.core.hook_result import Why
from gitfix.core.line import parse_line
from gitfix.core.names import DEVELOP, HEADS, MAIN, REMOTES, Oid
from gitfix.core.text import encode
from gitfix.core.value import dataclass
from gitfix.operations import targets, which

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

BACKPORTS = "backport/"
"""Branches that carry a fix to a target by pull request."""


@dataclass(frozen=True)
class HotfixPush:
    """A pushed ref that is a hotfix. `branch` is the name that the record knows it by, else the pushed one."""

    ref: PushedRef
    branch: str
    why: Why


def hotfix_pushes(work: Workspace, refs: Sequence[PushedRef]) -> list[HotfixPush]:
    """The hotfixes among `refs`, in their order.

    Deletions, tags and refs outside of `refs/heads/` never are. Any other branch is a hotfix when
    1. its name on the remote matches `branch.pattern`, or is a hotfix branch of an open incident; or
    2. it is no target (main, develop-like, a line, a configured one, `backport/…`) and a recorded hotfix branch
       that has commits of its own lies on its first-parent chain, and that commit is not on a target yet.
    So a hotfix under another name is checked. A target that received the fix is not, nor is a branch that merged
    the hotfix (it is a second parent there), nor one that was cut from main after the backport.
    """
    patterns = tuple(work.config.strings("branch.pattern"))
    branches = [ref for ref in refs if ref.branch and not ref.deletes]
    incidents = recorded(work) if branches else []
    known = {incident.branch for incident in incidents}
    named = {ref.remote for ref in branches if is_hotfix_name(ref.branch, patterns)}
    found = {
        ref.remote: HotfixPush(ref, ref.branch, "name" if ref.remote in named else "record")
        for ref in branches
        if ref.branch in known
    }
    for incident in incidents:
        rest = [ref for ref in branches if ref.remote not in found]
        rest = [
            ref for ref in rest if ref.remote in named or not _is_target(work, ref.branch, incident)
        ]
        for ref in _descendants(work, rest, incident):
            # The record's waivers hold for its branch under any name.
            why: Why = "name" if ref.remote in named else "descends"
            found[ref.remote] = HotfixPush(ref, incident.branch, why)
    for ref in branches:
        if ref.remote in named:
            found.setdefault(ref.remote, HotfixPush(ref, ref.branch, "name"))
    return [found[ref.remote] for ref in branches if ref.remote in found]


def recorded(work: Workspace) -> list[Incident]:
    """The open incidents that have a hotfix branch."""
    return [incident for incident in which.open_incidents(work) if incident.branch]


def _is_target(work: Workspace, name: str, incident: Incident) -> bool:
    usual = {*MAIN, *DEVELOP, targets.default_name(work, targets.local_heads(work))}
    if name in usual or name.startswith(BACKPORTS) or name in incident.backports:
        return True
    configured = work.config.strings("backport.targets")
    return parse_line(name) is not None or any(fnmatchcase(name, pattern) for pattern in configured)


def _descendants(work: Workspace, refs: Sequence[PushedRef], incident: Incident) -> list[PushedRef]:
    """Those of `refs` that continue the hotfix branch of `incident`."""
    heads = _own_heads(work, incident) if refs else set()
    if not heads:
        return []
    parents = _chains(work, [ref.new for ref in refs], incident.base.commit)
    return [ref for ref in refs if _passes(parents, ref.new, heads)]


def _own_heads(work: Workspace, incident: Incident) -> set[Oid]:
    """Tips that the hotfix branch has or had, with work of its own that is on no target yet."""
    refs = work.repo.refs
    listing = refs.listing(HEADS, REMOTES)
    tips = {oid for ref, oid in listing.items() if _names(ref, incident.branch)}
    if incident.checked:
        tips.add(Oid(incident.checked.head))
    there = [tip for tip in refs.commits(sorted(tips)) if tip]
    landing = [ref for ref in listing if _is_target(work, _name(ref), incident)]
    return {
        tip
        for tip in there
        if work.repo.history.contains(incident.base.commit, tip) is False
        and not (landing and refs.names("--count=1", "--contains", tip, *landing))
    }


def _names(ref: str, branch: str) -> bool:
    return _name(ref) == branch


def _name(ref: str) -> str:
    """The branch that a local or a remote-tracking ref stands for."""
    if ref.startswith(HEADS):
        return ref.removeprefix(HEADS)
    return ref.removeprefix(REMOTES).partition("/")[2]


def _chains(work: Workspace, tips: Sequence[Oid], base: str) -> dict[str, str]:
    """Commit → first parent, for the first-parent chains of `tips` down to `base`; one process for all."""
    asked = "\n".join([*dict.fromkeys(tips), f"^{base}", ""])
    done = work.repo.git.run(
        "rev-list", "--first-parent", "--parents", "--stdin", input=encode(asked), ok=None
    )
    rows = (line.split(" ") for line in done.stdout.decode("ascii", "replace").splitlines())
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def _passes(parents: dict[str, str], tip: str, heads: set[Oid]) -> bool:
    while tip in parents:
        if tip in heads:
            return True
        tip = parents[tip]
    return False
