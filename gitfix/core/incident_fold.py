"""Folds events into an incident: the same whatever order they are read in, and what was undone left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from gitfix.core.event import Event
from gitfix.core.fold_kit import text
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.value import replace

if TYPE_CHECKING:
    from gitfix.core.fold_kit import Fold


def fold(events: Iterable[tuple[Oid, Event]]) -> Incident:
    """The incident that `events` tell, whatever order they come in: Lamport clock decides, then commit id.

    What an undo took back is folded as if it had not been; it still counts as an event.
    """
    rows = sorted(events, key=lambda pair: (pair[1].clock, pair[0]))
    gone = taken_back(rows)
    incident = Incident()
    for oid, event in rows:
        apply = _fold_of(event.type)
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


@cache
def _fold_of(type: str) -> Fold | None:
    """How events of a type change an incident; imported here, because most incidents have few types."""
    home = _HOMES.get(type)
    if home is None:
        return None
    found: Fold = import_module(f"gitfix.core.fold_{home}").FOLDS[type] if home else _noted
    return found


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
    "release": ("released", "release-prepared"),
    "review": ("review-requested", "approved", "rejected", "approval-fetched"),
    "refresh": ("refreshed",),
    "handover": ("handed-over",),
    "resume": ("resumed",),
}
"""The events that each command records, by the command that an undo takes back."""
_UNDOABLE = frozenset(type for types in _UNDOES.values() for type in types)
_TYPES = {
    "opening": "opened triaged branched disclosed",
    "steps": "stated ran overridden checked proved minimized waived waiver-ended",
    "ending": "backported backport-paused backport-aborted backport-proposed postmortem-written postmortem-proposed "
    "action-added action-done closed undone",
    "culprit": "culprit",
    "watch": "baseline monitored deploy-started notified",
    "release": "released release-prepared rollback-planned rollback-rehearsed rollback-started rollback-failed "
    "rolled-back",
    "review": "review-requested approved rejected approval-fetched refreshed handed-over resumed",
    "": "merged noted withheld",
}
"""The types of events that each `fold_` module knows; those without one change nothing."""
_HOMES = {type: home for home, types in _TYPES.items() for type in types.split()}
