"""What a rollback, or its rehearsal, came to: as a result, and as an exit code with the next command."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome
from gitfix.core.redact import redact_shell
from gitfix.core.rollback import Environment, RollbackRun, RunState
from gitfix.core.text import printable
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.playbook import load_playbook
from gitfix.operations.rollback_place import STAGING as TO_STAGING
from gitfix.operations.run_record import ending
from gitfix.operations.status import status_of_incident
from gitfix.operations.which import load

if TYPE_CHECKING:
    from gitfix.core.run_result import RunCommand
    from gitfix.operations.case import Case
    from gitfix.operations.rollback_sides import Sides
    from gitfix.services.commands import StepRun


def well(run: StepRun) -> bool:
    """Whether the command ended well."""
    return run.exit_code == 0


def planned(case: Case, found: Sides, environment: Environment, command: str) -> RollbackRun:
    """What would be run."""
    return RollbackRun(
        case.incident.id,
        environment,
        found.start,
        found.target,
        "planned",
        redact_shell(command),
        None,
        0,
        None,
        None,
        None,
        "",
        None,
    )


def ran(
    case: Case,
    found: Sides,
    environment: Environment,
    row: RunCommand,
    run: StepRun,
    log: str,
    event: str,
    passed: bool | None = None,
    version: str = "",
) -> RollbackRun:
    """How the command ended; `passed`: whether the confirmation did, where there was one."""
    state: RunState = "passed" if well(run) else "failed"
    if run.how == "interrupt":
        state = "interrupted"
    if run.left:
        case.work.note(f"{run.left} programs that {row.command} left running were stopped")
    return RollbackRun(
        case.incident.id,
        environment,
        found.start,
        found.target,
        state,
        row.command,
        run.exit_code,
        run.ms,
        log,
        event,
        None if passed is None else "passed" if passed else "failed",
        version,
        _next(case, environment),
        why="" if well(run) else ending(row),
    )


def _next(case: Case, environment: Environment) -> str | None:
    work = case.work
    only = len(open_rows(work)) == 1
    which = "" if only else f" --incident {case.incident.id}"
    if environment == TO_STAGING:
        return f"gitfix rollback plan{which}"
    now = load(work, case.incident.id)
    return status_of_incident(work, load_playbook(work), now, only=only).next


def outcome(case: Case, result: RollbackRun, verb: str) -> Outcome:
    """The result with its exit code, and what to type next; `verb`: execute or rehearse."""
    work = case.work
    notices = tuple(work.notices)
    only = len(open_rows(work)) == 1
    which = "" if only else f" --incident {quote(case.incident.id)}"
    again = f"again: gitfix rollback {verb}{which}"
    if result.state == "interrupted":
        return Outcome(result, Exit.INTERRUPTED, "it was stopped by you", again, notices)
    name = printable(result.target.name)
    if result.state == "failed":
        where = "staging" if result.environment == "staging" else "production"
        message = f"{where} is not back at {name}: {result.command}: {result.why}"
        return Outcome(result, Exit.POLICY, message, again, notices)
    if result.confirmation == "failed":
        return Outcome(
            result,
            Exit.POLICY,
            f"production went back to {name}, and its confirmation failed",
            "look at what it says above; when it is well: gitfix run confirmation"
            f"{which}\nfurther back: gitfix rollback execute --to TAG{which}",
            notices,
        )
    return Outcome(result, notices=notices)
