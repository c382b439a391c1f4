"""May the hotfix be released? Its incident is open, and the steps that stand before the release are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.text import plural
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.next_command import command_for
from gitfix.operations.run_choice import state_of
from gitfix.operations.status import required
from gitfix.operations.which import which_incident

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.status import StepStatus
    from gitfix.operations.case import Case
    from gitfix.operations.workspace import Workspace


def opened(work: Workspace, incident: str | None) -> Incident:
    """The incident; Refusal where it is over, or has no hotfix branch."""
    found = which_incident(work, incident)
    if found.closed:
        raise Refusal(
            f"{found.id} is closed as {found.closed}: nothing is released for it any more",
            hint="the open ones: gitfix status --all",
        )
    return found


def steps_settled(case: Case, playbook: Playbook, step: Step | None) -> None:
    """Refusal (POLICY) while steps that stand before the release are open, failed or stale."""
    waits_for = list(_waiting(case, playbook, step)) if step else []
    if not waits_for:
        return
    width = max(len(one.id) for one, _ in waits_for)
    first = waits_for[0][0]
    only = len(open_rows(case.work)) == 1
    hint = f"next: {command_for(case, playbook, first, only=only)}"
    loose = next((one for one, _ in waits_for if may_go(case, one)), None)
    if loose:
        until = "" if case.incident.severity in loose.deferrable else " --until never"
        hint += f'\ngo on without it, on record: gitfix waive {loose.id}{until} --reason "why"'
    raise Refusal(
        f"the release has to wait for {plural(len(waits_for), 'step')}",
        found=tuple(
            f"{one.id:<{width}}   {status.state}" + (f": {status.note}" if status.note else "")
            for one, status in waits_for
        ),
        hint=hint,
        exit=Exit.POLICY,
    )


def may_go(case: Case, step: Step) -> bool:
    """Whether the playbook lets somebody go on without `step`."""
    return step.waivable or case.incident.severity in step.deferrable


def _waiting(case: Case, playbook: Playbook, step: Step) -> Iterator[tuple[Step, StepStatus]]:
    for one in playbook.ahead_of(step.id):
        if required(case.work, case.incident, one):
            found = state_of(case, playbook, one)
            if not found.settled:
                yield one, found
