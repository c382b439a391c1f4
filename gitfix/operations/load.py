"""What a backport carries: the commits between the production tag and the head of the hotfix branch."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.line import numbers_in
from gitfix.core.names import HEADS, INCIDENTS, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.operations import targets, which
from gitfix.operations.fix import Load
from gitfix.operations.truth import bring

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Carried:
    """The load, and what it belongs to. `name` is the incident's id, or the head's short id without one.

    `release`: the version that the fix is made for, where there is an incident.
    """

    load: Load
    incident: str
    name: str
    component: str
    numbers: tuple[int, ...]
    release: str = ""


def of_commits(work: Workspace, names: Sequence[str], incident: str | None) -> Carried:
    """Any commits (names, ids, ranges), in the order in which they are named; Refusal for what is no commit.

    They belong to an incident only where one is named.
    """
    commits: dict[Oid, None] = {}
    for name in names:
        if ".." in name:
            commits |= dict.fromkeys(_range(work, name))
            continue
        commit = work.repo.refs.commit(name)
        if commit is None:
            raise Refusal(
                f"{printable(name)} is not a commit here",
                hint="name a commit or a range: gitfix backport --commit REV --onto BRANCH",
            )
        commits[commit] = None
    if not commits:
        raise Refusal("there are no commits to carry", found=tuple(map(printable, names)))
    found = which.which_incident(work, incident) if incident else None
    chosen = tuple(commits)
    head = chosen[-1]
    tip = work.repo.refs.get(INCIDENTS + found.id) if found else None
    trailers = (f"Gitfix-Incident: {found.id}", f"Gitfix-Record: {tip}") if found and tip else ()
    label = head.short if len(chosen) == 1 else f"{chosen[0].short}, …, {head.short}"
    load = Load(None, head, "", label, chosen, trailers)
    name = "-".join(dict.fromkeys((chosen[0].short, head.short)))
    return Carried(load, found.id if found else "", name, "", (), found.version if found else "")


def _range(work: Workspace, name: str) -> list[Oid]:
    from gitfix.git.process import GitFailed

    try:
        return work.repo.history.ids("--reverse", "--topo-order", "--end-of-options", name)
    except GitFailed as failed:
        raise Refusal(
            f"{printable(name)} is not a range of commits here", found=failed.found
        ) from None


def find_load(work: Workspace, revision: str | None, incident: str | None) -> Carried:
    """The load of `revision`, else of the incident; Refusal when there is nothing to carry."""
    if revision is None:
        return _of_incident(work, which.which_incident(work, incident))
    name = revision.removeprefix(HEADS)
    if work.remote_name and not work.repo.refs.get(HEADS + name):
        name = name.removeprefix("refs/remotes/").removeprefix(f"{work.remote_name}/")
    known = which.incident_of_branch(work, name)
    if known:
        return _of_incident(work, known)
    if targets.is_target(work, name):
        raise Refusal(
            f"{name} is a branch that fixes are carried to, not a fix",
            hint=f"to carry the fix there: gitfix backport --onto {quote(name)}",
        )
    head = work.repo.refs.commit(HEADS + name) or work.repo.refs.commit(revision)
    if head is None:
        raise Refusal(
            f"{revision} is not a commit here",
            hint="name a branch or a commit: gitfix backport REV",
        )
    from gitfix.operations import base as bases

    base = bases.nearest(work, head)
    branch = name if work.repo.refs.get(HEADS + name) else head.short
    return _carried(work, base.commit, head, base.tag, branch, "", base.component, base.version)


def _of_incident(work: Workspace, incident: Incident) -> Carried:
    if not incident.branch:
        raise Refusal(
            f"incident {incident.id} has no hotfix branch yet",
            hint=f"gitfix branch --incident {incident.id}",
        )
    base = incident.base
    return _carried(
        work,
        Oid(base.commit),
        head_of(work, incident),
        base.tag,
        incident.branch,
        incident.id,
        incident.component,
        base.version,
        incident.version,
    )


def head_of(work: Workspace, incident: Incident) -> Oid:
    """The hotfix branch's tip: the remote's where it is ahead of this clone's; Refusal when they went apart."""
    ref = HEADS + incident.branch
    local = work.repo.refs.get(ref)
    theirs = work.truth.advertised.refs.get(ref)
    if theirs is None or theirs == local:
        if local is None:
            raise Refusal(
                f"the hotfix branch {incident.branch} is not here",
                hint=f"git fetch {work.remote_name or 'origin'} {incident.branch}:{incident.branch}",
            )
        return local
    tip = bring(work.repo, work.truth, [ref], keep_refs=not work.settings.dry_run)[ref]
    if local is None or work.repo.history.contains(tip, local):
        work.note(f"{work.truth.remote} has newer commits on {incident.branch}: these are used")
        return tip
    if work.repo.history.contains(local, tip):
        return local
    raise Refusal(
        f"{incident.branch} went two ways: here and on {work.truth.remote}",
        found=(f"here {local.short}, there {tip.short}",),
        hint=f"git pull --rebase {work.truth.remote} {incident.branch}",
    )


def _carried(
    work: Workspace,
    base: Oid,
    head: Oid,
    tag: str,
    branch: str,
    incident: str,
    component: str,
    version: str,
    release: str = "",
) -> Carried:
    if work.repo.refs.commit(base) is None:
        from gitfix.operations.missing_history import missing_history

        raise Refusal(
            f"the production tag's commit {base.short} is not in this clone",
            hint=missing_history(work),
        )
    commits = work.repo.history.ids("--reverse", "--topo-order", f"{base}..{head}")
    if not commits:
        raise Refusal(
            f"there is nothing to carry: {branch} has no commits after {tag or base.short}",
            hint="commit the fix first, then: gitfix backport",
        )
    tip = work.repo.refs.get(INCIDENTS + incident) if incident else None
    trailers = (f"Gitfix-Incident: {incident}", f"Gitfix-Record: {tip}") if tip else ()
    load = Load(base, head, tag or base.short, branch, tuple(commits), trailers)
    numbers = numbers_in(version)
    return Carried(load, incident, incident or head.short, component, numbers, release)
