"""Folds events into an incident: the same whatever order they are read in, and what was undone left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gitfix.core import (
    fold_culprit,
    fold_ending,
    fold_opening,
    fold_release,
    fold_review,
    fold_steps,
    fold_watch,
)
from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, text
from gitfix.core.incident import Incident
from gitfix.core.names import Oid


def fold(events: Iterable[tuple[Oid, Event]]) -> Incident:
    """The incident that `events` tell, whatever order they come in: Lamport clock decides, then commit id.

    What an undo took back is folded as if it had not been; it still counts as an event.
    """
    rows = sorted(events, key=lambda pair: (pair[1].clock, pair[0]))
    gone = taken_back(rows)
    incident = Incident()
    for oid, event in rows:
        apply = _FOLDS.get(event.type)
        if apply is None:
            incident = replace(incident, unknown=(*incident.unknown, event.type))
        elif oid not in gone:
            incident = apply(incident, oid, event)
    if rows:
        incident = replace(incident, id=rows[0][1].incident, events=len(rows))
    return incident


def taken_back(rows: Sequence[tuple[Oid, Event]]) -> set[Oid]:
    """Events that an undo took back.

    `events` of an undo names them; else it is the last one that `what` records, its author's own before others'.
    """
    gone: set[Oid] = set()
    for at, (_, undo) in enumerate(rows):
        if undo.type != "undone":
            continue
        there = [(o, e) for o, e in rows[:at] if o not in gone and e.type in _UNDOABLE]
        named = undo.data.get("events")
        if isinstance(named, list):
            gone.update(oid for oid, _ in there if oid in named)
            continue
        types = _UNDOES.get(text(undo.data, "what"), ())
        alike = [
            (e.actor.email == undo.actor.email, n)
            for n, (_, e) in enumerate(there)
            if e.type in types
        ]
        if alike:
            gone.add(there[max(alike)[1]][0])
    return gone


def _noted(incident: Incident, oid: Oid, event: Event) -> Incident:
    return incident


_UNDOES = {
    "branch": ("branched",),
    "backport": ("backported", "backport-paused", "backport-aborted"),
    "postmortem": ("postmortem-written",),
    "postmortem --pr": ("postmortem-proposed",),
    "waive": ("waived", "overridden"),
    "triage": ("triaged",),
    "run": ("ran", "stated", "monitored"),
    "action": ("action-added", "action-done"),
    "close": ("closed",),
    **fold_release.UNDOES,
    **fold_review.UNDOES,
}
"""The events that each command records, by the command that an undo takes back."""
_UNDOABLE = frozenset(type for types in _UNDOES.values() for type in types)
_FOLDS: dict[str, Fold] = {
    **fold_opening.FOLDS,
    **fold_steps.FOLDS,
    **fold_ending.FOLDS,
    **fold_culprit.FOLDS,
    **fold_watch.FOLDS,
    "merged": _noted,
    "noted": _noted,
    **fold_release.FOLDS,
    **fold_review.FOLDS,
    "withheld": _noted,
}
