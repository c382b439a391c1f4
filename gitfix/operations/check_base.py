"""What `gitfix check` is about: the commit, and the production tag that it is measured against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.operations import which

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Measured:
    """What a hotfix is measured against, and the incident that says so, if there is one."""

    tag: str
    commit: Oid
    incident: Incident | None


def head_of(work: Workspace, revision: str | None) -> tuple[str, Oid]:
    """The branch (empty without one) and the commit to check."""
    refs = work.repo.refs
    if revision is None:
        branch = "" if work.repo.bare else work.repo.worktrees.current_branch() or ""
        head = refs.commit("HEAD")
    else:
        name = revision.removeprefix(HEADS)
        branch = name if refs.get(HEADS + name) else ""
        head = refs.commit(HEADS + name) if branch else refs.commit(revision)
    if head is None:
        raise Refusal(
            f"{printable(revision or branch or 'HEAD')} has no commit yet"
            if revision is None
            else f"{printable(revision)} is not a commit here",
            hint="name a branch or a commit: gitfix check REV",
        )
    return branch, head


def measured_by(work: Workspace, head: Oid, branch: str, base: str | None) -> Measured:
    """By `base` where it is given, else by the incident of `branch`, else the nearest release; Refusal without."""
    incident = which.incident_of_branch(work, branch) if branch else None
    if base is not None:
        commit = work.repo.refs.commit(f"refs/tags/{base}") or work.repo.refs.commit(base)
        if commit is None:
            raise Refusal(
                f"{printable(base)} is not a tag or commit here",
                hint="git fetch --tags, then again: gitfix check --base TAG",
            )
        return Measured(base, commit, incident)
    if incident is None:
        from gitfix.operations.base import nearest as nearest_base

        nearest = nearest_base(work, head)
        return Measured(nearest.tag, nearest.commit, None)
    commit = Oid(incident.base.commit)
    if work.repo.refs.commit(commit) is None:
        from gitfix.operations.missing_history import missing_history

        raise Refusal(
            f"the production tag {incident.base.tag} is not in this clone",
            hint=missing_history(work, incident.base.tag),
        )
    return Measured(incident.base.tag, commit, incident)
