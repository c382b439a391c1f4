"""`gitfix status`: where the incident stands, what blocks, and the next command; quick, and without network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Outcome
from gitfix.core.status import CLOSED, StatusList, StatusListRow, StatusResult
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.operations.evidence import Case, status_of
from gitfix.operations.next_command import before, command_for
from gitfix.operations.playbook import load_playbook
from gitfix.operations.which import incident_here, open_incidents, which_incident
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook
    from gitfix.core.settings import Settings

BEGIN = 'gitfix branch "what is broken"'
NOTHING = StatusResult(None, None, None, None, (), BEGIN, ())
"""The status of a clone without an open incident."""


def status(settings: Settings, *, incident: str | None = None) -> Outcome:
    """The status of one incident; without any, of none: `incident` is then None, and `next` opens one."""
    work = open_workspace(settings)
    opened = open_incidents(work)
    if incident is None and not opened and incident_here(work) is None:
        return Outcome(NOTHING, notices=tuple(work.notices))
    found = which_incident(work, incident)
    result = status_of_incident(work, load_playbook(), found, only=len(opened) == 1)
    return Outcome(result, notices=tuple(work.notices))


def status_all(settings: Settings) -> Outcome:
    """Every open incident."""
    work = open_workspace(settings)
    playbook = load_playbook()
    opened = open_incidents(work)
    rows = []
    for one in opened:
        found = status_of_incident(work, playbook, one, only=len(opened) == 1)
        row = StatusListRow(
            one.id,
            one.severity,
            found.phase or "",
            found.branch,
            one.summary,
            one.opened_at,
            found.next,
            found.blocking,
            found.age,
        )
        rows.append(row)
    return Outcome(StatusList(tuple(rows)), notices=tuple(work.notices))


def status_of_incident(
    work: Workspace, playbook: Playbook, incident: Incident, *, only: bool
) -> StatusResult:
    """Every step of the playbook for `incident`; `only`: no other incident is open."""
    case = Case(work, incident)
    roles = {phase.id: phase.role for phase in playbook.phases}
    steps = tuple(status_of(case, step, roles[step.phase]) for step in playbook.steps)
    pairs = [
        (step, found)
        for step, found in zip(playbook.steps, steps, strict=True)
        if step.required and not found.settled and not incident.closed
    ]
    # What only waits for a push goes along with a later step, if there is one.
    ahead = [step for step, found in pairs if not found.waits] or [step for step, _ in pairs]
    first = ahead[0] if ahead else None
    last = playbook.phases[-1].id
    return StatusResult(
        incident.id,
        incident.severity,
        CLOSED if incident.closed else first.phase if first else last,
        incident.branch or None,
        steps,
        command_for(case, first, only=only) if first else None,
        tuple(step.id for step, _ in pairs),
        summary=incident.summary,
        severity_stated=incident.severity_stated,
        age=max(clock.now() - seconds(incident.opened_at), 0) if incident.opened_at else 0,
        production=incident.base.tag or incident.base.commit[:7],
        version=incident.version,
        before=before(case) if first and first.evidence == "check" else "",
    )
