"""`gitfix rollback plan`: could production go back, and would that be quicker than a fix?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome
from gitfix.core.rollback import RollbackPlan, Score, score
from gitfix.core.text import printable
from gitfix.git.execute import keep_house
from gitfix.operations.case import Case
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.release_gate import opened
from gitfix.operations.rollback_checks import COMMAND, checks, last_rehearsal
from gitfix.operations.rollback_sides import sides
from gitfix.operations.status import status_of_incident
from gitfix.operations.which import load
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.rollback import RollbackCheck
    from gitfix.core.settings import Settings
    from gitfix.operations.rollback_sides import Sides


def plan(
    settings: Settings,
    *,
    to: str | None = None,
    flag: str = "",
    decider: str = "",
    trigger: str = "",
    incident: str | None = None,
) -> Outcome:
    """Look at everything that going back needs, and record what was found; POLICY (exit 4) where it is not ready.

    `to`: the tag to go back to. `flag`, `decider`, `trigger`: what the configuration does not say; what was said
    once holds for the incident.
    """
    work = open_workspace(settings)
    playbook = load_playbook(work)
    known = opened(work, incident)
    found = sides(work, known, to)
    case = Case(work, known)
    config = work.config
    before = dict(known.readiness.said) if known.readiness else {}
    flag, decider, trigger = (
        said or config.text(f"rollback.{name}") or before.get(name, "")
        for name, said in (("flag", flag), ("decider", decider), ("trigger", trigger))
    )
    rows = checks(case, found, flag, decider, trigger)
    judged, why = score(rows)
    step = step_of(playbook)
    event = _recorded(work, known, found, step, rows, judged, why)
    last = last_rehearsal(work)
    only = len(open_rows(work)) == 1
    now = load(work, known.id)
    result = RollbackPlan(
        known.id,
        found.start,
        found.target,
        judged,
        why,
        rows,
        config.text(COMMAND) or None,
        last.ms if last and last.passed else None,
        _first(found, judged, rows, flag),
        event or None,
        next=status_of_incident(work, playbook, now, only=only).next or "",
    )
    if judged == "not-ready":
        which = "" if only else f" --incident {known.id}"
        return Outcome(
            result,
            Exit.POLICY,
            f"going back to {printable(found.target.name)} is not ready",
            f"do what each line says, then: gitfix rollback plan{which}\n"
            f'you go back another way? gitfix run rollback --statement "how, and how long it takes"{which}',
            tuple(work.notices),
        )
    return Outcome(result, notices=tuple(work.notices))


def step_of(playbook: Playbook) -> Step | None:
    """The step of the playbook that is about going back."""
    computed = (one for one in playbook.steps if one.computed == "rollback")
    return next(computed, None) or playbook.step("rollback")


def _recorded(
    work: Workspace,
    incident: Incident,
    found: Sides,
    step: Step | None,
    rows: tuple[RollbackCheck, ...],
    judged: Score,
    why: str,
) -> str:
    """The event; nothing in a dry run."""
    if work.settings.dry_run:
        return ""
    data = {
        "score": judged,
        "why": why,
        "from": found.start.name,
        "to": found.target.name,
        "checks": [{"id": r.id, "state": r.state, "evidence": r.evidence} for r in rows],
    }
    draft = Draft("rollback-planned", data, phase="triage", step=step.id if step else "rollback")
    event = record(work, incident.id, draft)
    keep_house(work.repo, [event], "rollback plan")
    return str(event.new)


def _first(
    found: Sides, judged: Score, rows: tuple[RollbackCheck, ...], flag: str
) -> tuple[str, ...]:
    """The ways out of the fault, the quickest first; a fix is always the last."""
    ways = [f"switch off the flag: {printable(flag)}"] if flag else []
    took = next((r.evidence for r in rows if r.id == "rehearsal" and r.state == "pass"), "")
    if judged == "ready" and took:
        ways.append(f"go back to {printable(found.target.name)} ({took}): gitfix rollback execute")
    return tuple(ways)
