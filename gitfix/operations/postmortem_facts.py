"""What git and the record know about an incident: the facts that a post-mortem is filled with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.check_values import CheckInput
from gitfix.core.incident_id import is_incident_id
from gitfix.core.measure import Measured, measure
from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.postmortem import Facts, Fix, FixCommit, FixFile, WaiverRow
from gitfix.core.text import printable
from gitfix.core.timeline import people, timeline
from gitfix.host import clock
from gitfix.operations.check_policy import policy_of
from gitfix.operations.load import head_of

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.incident import Incident
    from gitfix.core.waiver import Waiver
    from gitfix.operations.workspace import Workspace

_CHANGES = {"A": "added", "D": "deleted", "R": "renamed", "C": "copied", "T": "type changed"}


def gather(
    work: Workspace, incident: Incident, events: list[tuple[Oid, Event]] | None = None
) -> Facts:
    """All facts of `incident`, told by `events` (default: all that is recorded).

    They change only when the record, the fix or the tags do: there is no clock in them.
    """
    if not is_incident_id(incident.id):
        # The id becomes a file's name; one that was made elsewhere may hold anything.
        raise Refusal(
            f"{printable(incident.id)!r} is no incident's id",
            found=("its events say so; gitfix never wrote them",),
            hint="gitfix status --all lists the incidents",
            exit=Exit.TAMPERED,
        )
    events = work.record.events(incident.id) if events is None else events
    return Facts(
        id=incident.id,
        summary=incident.summary,
        severity=incident.severity,
        kind=incident.kind,
        opened_at=incident.opened_at,
        opened_by=incident.opened_by,
        state=f"closed as {incident.closed}" if incident.closed else "open",
        branch=incident.branch,
        version=incident.version,
        component=incident.component,
        production=incident.base,
        previous=incident.previous,
        people=people(events),
        timeline=timeline(events),
        fix=_fix(work, incident),
        check=incident.checked,
        backports=tuple(incident.backports.values()),
        waivers=tuple(map(_waiver, incident.waivers)),
    )


def _fix(work: Workspace, incident: Incident) -> Fix:
    """The fix from the production tag on; a clone that cannot know it says why, and the rest is written."""
    if not incident.branch:
        return Fix(missing="There is no hotfix branch.")
    repo, base = work.repo, Oid(incident.base.commit)
    try:
        head = head_of(work, incident)
    except Refusal as refusal:
        carried = repo.refs.commit(incident.backport_head) if incident.backport_head else None
        if carried is None:
            return Fix(missing=f"Not known in this clone: {refusal.message}.")
        head = carried
    if not base or repo.refs.commit(base) is None:
        return Fix(missing="Not known in this clone: the production tag's commit is not here.")
    logged = repo.history.between(f"{base}..{head}", options=("--topo-order", "--reverse"))
    if not logged:
        return Fix(missing="The hotfix branch has no commits yet.")
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
    return Fix(
        head,
        tuple(commits),
        tuple(map(_file, subject.files)),
        subject.code,
        subject.tests,
        subject.docs,
    )


def _file(file: Measured) -> FixFile:
    change = file.change
    return FixFile(
        change.path,
        file.kind,
        _CHANGES.get(change.status, "modified"),
        change.added,
        change.deleted,
    )


def _waiver(waiver: Waiver) -> WaiverRow:
    until = clock.iso(waiver.until) if waiver.until else ""
    return WaiverRow(waiver.rule, waiver.path, waiver.reason, waiver.who, until)
