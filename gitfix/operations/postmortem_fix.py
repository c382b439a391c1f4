"""The fix of an incident as a post-mortem tells it: its commits, its files, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.check_values import CheckInput
from gitfix.core.measure import Measured, measure
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.postmortem import Fix, FixCommit, FixFile
from gitfix.host import clock
from gitfix.operations.check_policy import policy_of
from gitfix.operations.load import head_of

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace

_CHANGES = {"A": "added", "D": "deleted", "R": "renamed", "C": "copied", "T": "type changed"}


def fix_of(work: Workspace, incident: Incident) -> tuple[Fix, tuple[Measured, ...]]:
    """The fix from the production tag on; a clone that cannot know it says why, and the rest is written."""
    if not incident.branch:
        return Fix(missing="There is no hotfix branch."), ()
    repo, base = work.repo, Oid(incident.base.commit)
    try:
        head = head_of(work, incident)
    except Refusal as refusal:
        carried = repo.refs.commit(incident.backport_head) if incident.backport_head else None
        if carried is None:
            return Fix(missing=f"Not known in this clone: {refusal.message}."), ()
        head = carried
    if not base or repo.refs.commit(base) is None:
        return Fix(missing="Not known in this clone: the production tag's commit is not here."), ()
    logged = repo.history.between(f"{base}..{head}", options=("--topo-order", "--reverse"))
    if not logged:
        return Fix(missing="The hotfix branch has no commits yet."), ()
    subject = measure(
        CheckInput(
            base_tag=incident.base.tag,
            base_commit=base,
            head=head,
            files=tuple(repo.diffs.between(base, head)),
            commits=(),
            policy=policy_of(work.config),
        )
    )
    commits = [FixCommit(c.oid, c.subject, c.author, clock.iso(c.when)) for c in logged]
    fix = Fix(
        head,
        tuple(commits),
        tuple(map(_file, subject.files)),
        subject.code,
        subject.tests,
        subject.docs,
    )
    return fix, subject.files


def _file(file: Measured) -> FixFile:
    change = file.change
    return FixFile(
        change.path,
        file.kind,
        _CHANGES.get(change.status, "modified"),
        change.added,
        change.deleted,
    )
