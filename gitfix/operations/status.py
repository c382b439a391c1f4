"""`gitfix status`: where the incident stands, what blocks, and the next command; quick, and without network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.outcome import Outcome
from gitfix.core.status import CLOSED, StatusList, StatusListRow, StatusResult, StepStatus
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.operations.case import Case
from gitfix.operations.evidence import status_of
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.late_actions import late_actions
from gitfix.operations.next_command import before, command_for
from gitfix.operations.playbook import load_playbook
from gitfix.operations.which import incident_here, own_incidents, which_incident
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.settings import Settings

GATES = ("release", "deploy")
"""The steps of the deployment that others have to come before."""
BEGIN = 'gitfix branch "what is broken"'
NOTHING = StatusResult(None, None, None, None, (), BEGIN, ())
"""The status of a clone without an open incident."""


def status(settings: Settings, *, incident: str | None = None) -> Outcome:
    """The status of one incident; without any, of none: `incident` is then None, and `next` opens one."""
    work = open_workspace(settings)
    opened = open_rows(work)
    if incident is None and not opened and incident_here(work) is None:
        return Outcome(NOTHING, notices=tuple(work.notices))
    work.read_refs_once()
    found = which_incident(work, incident)
    result = status_of_incident(work, load_playbook(work), found, only=len(opened) == 1)
    return Outcome(result, notices=tuple(work.notices))


def status_all(settings: Settings) -> Outcome:
    """Every open incident, and the actions that are overdue, those of closed incidents included."""
    work = open_workspace(settings)
    work.read_refs_once()
    playbook = load_playbook(work)
    known = own_incidents(work)
    opened = [one for one in known if not one.closed]
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
            _overdue(one, found),
            found.age,
        )
        rows.append(row)
    result = StatusList(tuple(rows), late_actions(work, known))
    return Outcome(result, notices=tuple(work.notices))


def _overdue(incident: Incident, found: StatusResult) -> tuple[str, ...]:
    """Steps and actions whose time has passed."""
    today = clock.iso(clock.now())
    late = [f"step {step.id}" for step in found.steps if step.overdue]
    late += [
        f"action {action.text}"
        for action in incident.actions
        if action.due and not action.done_at and action.due < today
    ]
    return tuple(late)


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
        if required(work, incident, step) and not incident.closed
    ]
    todo = [(step, found) for step, found in pairs if not found.settled]
    last = playbook.phases[-1].id
    ahead = sorted(
        (pair for pair in pairs if _is_ahead(*pair)), key=lambda p: _rank(p[0], p[1], last)
    )
    # What only waits for a push goes along with a later step, if there is one.
    going = [step for step, found in ahead if not found.waits] or [step for step, _ in ahead]
    first = going[0] if going else None
    gate, gated = _gate(playbook, todo)
    runs, fixed = _in_production(incident)
    return StatusResult(
        incident.id,
        incident.severity,
        CLOSED if incident.closed else first.phase if first else last,
        incident.branch or None,
        steps,
        command_for(case, playbook, first, only=only) if first else _end(incident, only=only),
        tuple(step.id for step, _ in todo),
        summary=incident.summary,
        severity_stated=incident.severity_stated,
        age=max(clock.now() - seconds(incident.opened_at), 0) if incident.opened_at else 0,
        production=runs,
        version="" if fixed else incident.version,
        before=before(case) if first and first.computed == "check" else "",
        gate=gate,
        gated=gated,
        closed_as=incident.closed,
    )


def _in_production(incident: Incident) -> tuple[str, bool]:
    """What runs in production as the record has it, and whether that is the fix."""
    deploy, base = incident.steps.get(DEPLOY), incident.base
    if deploy is not None and deploy.outcome == "done":
        released = incident.tag or (incident.released.commit[:7] if incident.released else "")
        return released or incident.version or "the fix", True
    if incident.went_back is not None:
        return incident.went_back.target, False
    return base.tag or base.commit[:7], False


def required(work: Workspace, incident: Incident, step: Step) -> bool:
    """Whether an incident of this severity needs `step`, in a repository that releases as this one does."""
    if step.computed == "release" and work.config.text("release.mode") == "none":
        return False
    return incident.severity in step.required


def _is_ahead(step: Step, found: StepStatus) -> bool:
    """Whether something is left to do about it: what was put off comes back."""
    return not found.settled or found.state == "deferred"


def _rank(step: Step, found: StepStatus, last: str) -> tuple[bool, bool, bool]:
    """What broke comes first, what was put off after the deploy, and the post-mortem after that."""
    after = step.phase == last
    return (after, found.state == "deferred", found.state not in ("failed", "stale"))


def _gate(
    playbook: Playbook, todo: Sequence[tuple[Step, StepStatus]]
) -> tuple[str, tuple[str, ...]]:
    """The next step that others have to come before, and which of them are open: the broken ones first."""
    opened = {step.id: found for step, found in todo}
    for id in GATES:
        waiting = [step.id for step in playbook.ahead_of(id) if step.id in opened]
        if id in opened and waiting:
            waiting.sort(key=lambda one: opened[one].state not in ("failed", "stale"))
            return id, tuple(waiting)
    return "", ()


def _end(incident: Incident, *, only: bool) -> str | None:
    """With nothing left, the incident is closed."""
    if incident.closed:
        return None
    return "gitfix close --as fixed" + ("" if only else f" --incident {incident.id}")
