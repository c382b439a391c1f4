"""What a review is about: the hotfix branch's tip, wherever it is, its tree, and the release below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, REMOTES, Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass
from gitfix.operations.load import head_of
from gitfix.operations.missing_history import missing_history

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Subject:
    """A commit of the hotfix branch, its tree, and the commit of the production tag."""

    head: Oid
    tree: TreeId
    base: Oid
    commits: int


def subject_of(work: Workspace, incident: Incident) -> Subject:
    """The tip of the incident's hotfix branch; Refusal where there is nothing to look at, or history is missing."""
    if not incident.branch:
        raise Refusal(
            f"incident {incident.id} has no hotfix branch yet",
            hint=f"gitfix branch --incident {incident.id}",
        )
    head = tip_of(work, incident)
    base = Oid(incident.base.commit)
    whole(work, incident, head)
    commits = work.repo.history.count(f"{base}..{head}")
    if not commits:
        raise Refusal(
            f"{incident.branch} has no commits after {incident.base.tag or base.short} yet",
            hint="commit the fix first",
        )
    return Subject(head, work.repo.objects.read_commit(head).tree, base, commits)


def tip_of(work: Workspace, incident: Incident) -> Oid:
    """The branch's tip here or on the remote; the remote-tracking one where nobody can be asked."""
    local = work.repo.refs.get(HEADS + incident.branch)
    if local is None and not work.truth.known and work.remote_name:
        seen = work.repo.refs.get(f"{REMOTES}{work.remote_name}/{incident.branch}")
        if seen:
            return seen
    return head_of(work, incident)


def whole(work: Workspace, incident: Incident, head: Oid) -> None:
    """Refusal, with the one command that brings it, where history between base and head is missing."""
    base = incident.base
    repo = work.repo
    if repo.refs.commit(base.commit) is None:
        raise Refusal(
            f"the production tag {base.tag or base.commit[:7]} is not in this clone",
            hint=missing_history(work, base.tag),
        )
    if repo.shallow and repo.history.contains(head, base.commit) is not True:
        raise Refusal(
            f"this clone is shallow: the commits between {base.tag or base.commit[:7]} and "
            f"{incident.branch} are not all here",
            hint=missing_history(work),
        )
