"""`gitfix close`: the stop condition. Production is stable, the fault is gone, and nothing is left to do."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.closing import CloseResult, MissingStep
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.text import plural
from gitfix.core.when import seconds
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations import hook_branches
from gitfix.operations.archive import archive
from gitfix.operations.case import Case
from gitfix.operations.embargo import marker
from gitfix.operations.evidence import status_of
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.next_command import command_for
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.rewritten import rewritten
from gitfix.operations.status import required
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.settings import Settings
    from gitfix.core.status import StepStatus

DONE = ("done", "waived")
"""What was only put off has to be done before the end: an emergency closes with what any change has (ITIL)."""


def close(
    settings: Settings,
    ending: str,
    *,
    reason: str = "",
    of: str | None = None,
    incident: str | None = None,
) -> Outcome:
    """End the incident as `ending`; POLICY, with what is missing, while it is not over.

    Refusal for an incident that is closed, a false alarm without a reason, a duplicate of nothing.
    """
    work = open_workspace(settings)
    found = _open(work, incident)
    data: dict[str, object] = {
        "as": ending,
        "reason": reason,
        "of": _original(work, found, ending, of),
    }
    if ending == "false-alarm" and not reason.strip():
        raise Refusal(
            "a false alarm needs a reason",
            hint='gitfix close --as false-alarm --reason "what it was"',
        )
    case = Case(work, found)
    playbook = load_playbook(work)
    stood = _stood(case, playbook, ending)
    missing = _missing(case, playbook, stood)
    if missing:
        return _not_yet(work, found, ending, missing)
    # What was computed is seen today; an auditor comes in a year.
    data["steps"] = {step.id: status.state for step, status in stood}
    data["rewritten"] = [vars(one) for one in rewritten(work, found)]
    last = record(work, found.id, Draft("closed", {k: v for k, v in data.items() if v}))
    # The archive is everybody's: what is under embargo keeps a ref of its own.
    folded = (last,) if found.embargoed else archive(work, found.id, last)
    nothing = found.id if ending == "false-alarm" else ""
    told = (*hook_branches.steps(work, closing=found.id), *marker(work, minus=nothing))
    plan = Plan("close", (*folded, *told), found.id)
    if not settings.dry_run:
        execute(work.repo, plan)
    now = clock.now()
    result = CloseResult(
        found.id,
        ending,
        not settings.dry_run,
        (),
        "" if settings.dry_run else clock.iso(now),
        "" if settings.dry_run else str(last.new),
        max(now - seconds(found.opened_at), 0),
        plan.rows() if settings.dry_run else (),
        _then(work, found),
    )
    return Outcome(result, notices=tuple(work.notices))


def _then(work: Workspace, found: Incident) -> str:
    """What makes a post-mortem that was written say that it is over."""
    if found.postmortem is None or found.embargoed:
        return ""
    way = "--pr" if found.postmortem_request else "--push" if work.remote_name else "--commit"
    return f"gitfix postmortem {way} --incident {found.id}"


def listing(settings: Settings, ending: str, *, incident: str | None = None) -> Outcome:
    """What is missing for `ending`; nothing is changed."""
    work = open_workspace(settings)
    found = _open(work, incident)
    case, playbook = Case(work, found), load_playbook(work)
    missing = _missing(case, playbook, _stood(case, playbook, ending))
    result = CloseResult(found.id, ending, False, missing, "", "")
    return Outcome(result, notices=tuple(work.notices))


def _open(work: Workspace, incident: str | None) -> Incident:
    found = which_incident(work, incident)
    if found.closed:
        raise Refusal(
            f"incident {found.id} is closed already, as {found.closed}",
            found=(f"by {found.closed_by} at {found.closed_at}",) if found.closed_at else (),
            hint=f"gitfix log --incident {found.id}",
        )
    return found


def _original(work: Workspace, found: Incident, ending: str, of: str | None) -> str:
    if ending != "duplicate":
        if of is not None:
            raise Refusal(
                "--of is for duplicates", hint=f"gitfix close --as {ending}", exit=Exit.USAGE
            )
        return ""
    if of is None:
        raise Refusal("a duplicate of which incident?", hint="gitfix close --as duplicate --of ID")
    original = which_incident(work, of)
    if original.id == found.id:
        raise Refusal(
            f"{found.id} is no duplicate of itself", hint="gitfix close --as duplicate --of ID"
        )
    return original.id


def _stood(case: Case, playbook: Playbook, ending: str) -> list[tuple[Step, StepStatus]]:
    """The steps that this end needs, and where each stands."""
    roles = {phase.id: phase.role for phase in playbook.phases}
    return [
        (step, status_of(case, step, roles[step.phase]))
        for step in playbook.steps
        if ending in step.closing and required(case.work, case.incident, step)
    ]


def _missing(
    case: Case, playbook: Playbook, stood: list[tuple[Step, StepStatus]]
) -> tuple[MissingStep, ...]:
    only = len(open_rows(case.work)) == 1
    return tuple(
        MissingStep(
            step.id, status.state, status.note, command_for(case, playbook, step, only=only)
        )
        for step, status in stood
        if status.state not in DONE
    )


def _not_yet(
    work: Workspace, found: Incident, ending: str, missing: tuple[MissingStep, ...]
) -> Outcome:
    others = ", ".join(e for e in ("rolled-back", "flag-off", "false-alarm") if e != ending)
    return Outcome(
        CloseResult(found.id, ending, False, missing, "", ""),
        exit=Exit.POLICY,
        message=f"{plural(len(missing), 'step stands', 'steps stand')} between {found.id} and its end as {ending}",
        hint=f"next: {missing[0].command}\nit ended otherwise? gitfix close --as {quote(others.split(', ')[0])}"
        f"    ({others})",
        notices=tuple(work.notices),
    )
