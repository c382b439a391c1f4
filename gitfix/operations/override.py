"""`gitfix waive STEP`: a step of the playbook is put off with a deadline, or left out for good; never in silence."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.waiver import WaiveResult
from gitfix.core.when import end_of
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.settings import Settings

NEVER = "never"
"""`--until never`: a step is left out for good."""
PUT_OFF = "24h"
"""How long a step is put off when nobody says. SOC 2 CC8.1: an emergency change is reviewed within 24 hours."""


def override(
    settings: Settings, id: str, reason: str, path: str, until: str | None, incident: str | None
) -> Outcome:
    """Record that the step `id` is put off with a deadline, or left out for good.

    Refusal for a name that is neither a rule nor a step, and POLICY for a step that the playbook does not let go.
    """
    work = open_workspace(settings)
    playbook = load_playbook(work)
    step = playbook.step(id)
    if step is None:
        raise _unknown(playbook, id)
    if path:
        raise Refusal(
            f"{id} is a step: --path is for rules",
            hint=f"gitfix waive {id} --reason",
            exit=Exit.USAGE,
        )
    again = f"gitfix waive {id} --reason {quote(reason) if reason.strip() else 'WHY'}"
    if not reason.strip():
        raise Refusal(
            "going on without a step needs a reason",
            hint=f'gitfix waive {id} --reason "why"',
            exit=Exit.USAGE,
        )
    now = clock.now()
    end = 0 if until == NEVER else end_of(until or PUT_OFF, now, f"{again} --until 24h")
    found = which_incident(work, incident)
    _may_go(found, step, for_good=until == NEVER, again=again)
    data = {"reason": reason, "until": end}
    update = record(work, found.id, Draft("overridden", data, phase=step.phase, step=step.id))
    if not settings.dry_run:
        execute(work.repo, Plan("waive", (update,), found.id))
    event = "" if settings.dry_run else str(update.new)
    result = WaiveResult(found.id, "", id, "", reason, clock.iso(end) if end else "", event)
    return Outcome(result, notices=tuple(work.notices))


def _may_go(incident: Incident, step: Step, *, for_good: bool, again: str) -> None:
    """Refusal where the playbook says that there is no going on without the step."""
    if for_good and not step.waivable:
        way = f"put it off: {again} --until 24h" if incident.severity in step.deferrable else ""
        raise Refusal(
            f"the playbook lets nobody leave out {step.id}",
            found=(step.about,),
            hint=way or "what is left to do: gitfix status",
            exit=Exit.POLICY,
        )
    if not for_good and incident.severity not in step.deferrable:
        way = f"leave it out for good: {again} --until {NEVER}" if step.waivable else ""
        at = f" at {', '.join(step.deferrable)}" if step.deferrable else ""
        raise Refusal(
            f"{step.id} cannot be put off at {incident.severity}"
            + (f": the playbook allows it{at}" if at else ""),
            found=(step.about,),
            hint=way or "what is left to do: gitfix status",
            exit=Exit.POLICY,
        )


def _unknown(playbook: Playbook, id: str) -> Refusal:
    from difflib import get_close_matches

    steps = [step.id for step in playbook.steps]
    near = get_close_matches(id, [*steps, *RULE_IDS], n=1, cutoff=0.5)
    return Refusal(
        f"there is no rule and no step {id}",
        found=(f"did you mean {near[0]}?",)
        if near
        else ("rules: " + ", ".join(RULE_IDS), "steps: " + ", ".join(steps)),
        hint="the rules: gitfix check --explain budget-lines    the steps: gitfix status",
    )
