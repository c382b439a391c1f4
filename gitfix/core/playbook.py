"""The playbook as values: phases with a role and its duties, steps with the evidence that settles them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitfix.core.value import dataclass

RECORDED = "recorded"
"""The evidence of a step that an event of the record settles."""


@dataclass(frozen=True)
class Phase:
    """One phase of an emergency, and what its role does in it."""

    id: str
    role: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step. `title` is its short name for tables; `command` (with placeholders) is how it is done."""

    id: str
    phase: str
    title: str
    about: str
    command: str
    evidence: str = RECORDED
    required: bool = True


@dataclass(frozen=True)
class Playbook:
    """All phases and steps, in the order of an emergency."""

    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]

    def phase(self, id: str) -> Phase | None:
        """The phase with this id."""
        return next((phase for phase in self.phases if phase.id == id), None)

    def steps_of(self, phase: str) -> tuple[Step, ...]:
        """The steps of a phase."""
        return tuple(step for step in self.steps if step.phase == phase)


def read_playbook(document: Mapping[str, Any]) -> Playbook:
    """The playbook in a TOML document; ValueError says what is wrong with it."""
    phases = tuple(map(_phase, _tables(document, "phases")))
    steps = tuple(map(_step, _tables(document, "steps")))
    known = {phase.id for phase in phases}
    for step in steps:
        if step.phase not in known:
            raise ValueError(f"step {step.id} is of phase {step.phase}, which is not there")
    for kind, ids in (("phase", [p.id for p in phases]), ("step", [s.id for s in steps])):
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise ValueError(f"{kind} {twice[0]} is there twice")
    return Playbook(phases, steps)


def _tables(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = document.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(t, dict) for t in found):
        raise ValueError(f"a playbook has tables called [[{name}]]")
    return found


def _phase(table: Mapping[str, Any]) -> Phase:
    duties = table.get("duties", [])
    if not isinstance(duties, list):
        raise ValueError("duties are a list of texts")
    return Phase(_text(table, "id"), _text(table, "role"), tuple(map(str, duties)))


def _step(table: Mapping[str, Any]) -> Step:
    id = _text(table, "id")
    return Step(
        id,
        _text(table, "phase"),
        str(table.get("title", id)),
        str(table.get("about", "")),
        _text(table, "command"),
        str(table.get("evidence", RECORDED)),
        bool(table.get("required", True)),
    )


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{table.get('id', 'an entry')} of the playbook has no {key}")
    return value
