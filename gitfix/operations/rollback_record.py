"""What a rollback leaves in the record: that it was begun, how it ended, and its log beside the event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.plan import Plan, UpdateRef
from gitfix.core.playbook import Step
from gitfix.git.execute import execute, keep_house
from gitfix.host import clock
from gitfix.operations.recording import Draft, record
from gitfix.operations.run_record import log_of, with_blob

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gitfix.core.run_result import RunCommand
    from gitfix.operations.case import Case
    from gitfix.services.commands import StepRun

EXECUTE = "rollback execute"
IN_PRODUCTION = ("rolled-back", "rollback-failed")
"""Events after which production is not what it was."""
STEP = Step("rollback", "deployment", "rollback", "", "command", place="checkout")
"""What the log and the events of a rollback are about."""


def begun(case: Case, draft: Draft) -> str:
    """Record in this clone that production is being taken back; the event."""
    event = record(case.work, case.incident.id, draft)
    keep_house(case.work.repo, [event], "rollback")
    return str(event.new)


def ended(
    case: Case,
    type: str,
    data: Mapping[str, object],
    row: RunCommand,
    run: StepRun,
    step: Step = STEP,
    before: Sequence[tuple[RunCommand, StepRun]] = (),
) -> tuple[str, str]:
    """Record how a command ended, with its log: the log's digest, and the event. Never taken back by an undo.

    `before`: what was run for the same step before it.
    """
    work, incident = case.work, case.incident.id
    log = log_of(case, step, (*(one for one, _ in before), row), (*(one for _, one in before), run))
    command = {
        "argv": list(run.argv),
        "exit_code": run.exit_code,
        "ms": clock.took(run.ms),
        "digest": run.digest,
    }

    def draft(digest: str) -> Draft:
        told = {**data, "log": digest}
        return Draft(type, told, phase=step.phase, step=step.id, command=command)

    def land(steps: tuple[UpdateRef, ...]) -> None:
        if step is STEP and type in IN_PRODUCTION:
            # In the log of operations, so that an undo meets it, and says why it does not take it back.
            execute(work.repo, Plan(EXECUTE, steps, incident))
        else:
            keep_house(work.repo, list(steps), "rollback")

    return with_blob(case, log, draft, land)
