"""`gitfix guide`: the role card of a phase, with the incident's open steps where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.guide import GuideResult, GuideStep
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.status import CLOSED
from gitfix.operations.case import Case
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.next_command import command_for, typed
from gitfix.operations.playbook import load_playbook
from gitfix.operations.status import BEGIN, status_of_incident
from gitfix.operations.which import incident_here, which_incident
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.playbook import Phase, Playbook
    from gitfix.core.settings import Settings


def guide(settings: Settings, phase: str | None = None, *, incident: str | None = None) -> Outcome:
    """The card of `phase` (default: the one that the incident is in); USAGE for a phase that is not there."""
    work = open_workspace(settings)
    playbook = load_playbook(work)
    if phase is not None:
        _known(playbook, phase)
    opened = open_rows(work)
    if incident is None and not opened and incident_here(work) is None:
        card = _known(playbook, phase or playbook.phases[0].id)
        return Outcome(_without(playbook, card), notices=tuple(work.notices))
    found = which_incident(work, incident)
    only = len(opened) == 1
    status = status_of_incident(work, playbook, found, only=only)
    now = status.phase if status.phase != CLOSED else None
    card = _known(playbook, phase or now or playbook.phases[-1].id)
    case = Case(work, found)
    states = {step.id: step.state for step in status.steps}
    steps = tuple(
        GuideStep(
            step.id, step.about, states[step.id], command_for(case, playbook, step, only=only)
        )
        for step in playbook.steps_of(card.id)
    )
    result = GuideResult(
        card.id, card.role, card.duties, steps, found.id, status.next, _names(playbook)
    )
    return Outcome(result, notices=tuple(work.notices))


def _without(playbook: Playbook, card: Phase) -> GuideResult:
    """The card where no incident is open: the commands as they are during one."""
    words = {
        "incident": "ID",
        "which": "",
        "revision": "",
        "push": "",
        "severity": "P0",
        "release": "gitfix release --push",
    }
    steps = tuple(
        GuideStep(step.id, step.about, None, typed(playbook, step).format_map(words))
        for step in playbook.steps_of(card.id)
    )
    return GuideResult(card.id, card.role, card.duties, steps, None, BEGIN, _names(playbook))


def _names(playbook: Playbook) -> tuple[str, ...]:
    return tuple(phase.id for phase in playbook.phases)


def _known(playbook: Playbook, id: str) -> Phase:
    found = playbook.phase(id)
    if found is None:
        from difflib import get_close_matches

        names = _names(playbook)
        near = [name for name in names if name.startswith(id)] or get_close_matches(id, names, 1)
        raise Refusal(
            f"there is no phase {id}",
            found=(f"the playbook has {', '.join(names)}",),
            hint=f"gitfix guide {near[0] if near else names[0]}",
            exit=Exit.USAGE,
        )
    return found
