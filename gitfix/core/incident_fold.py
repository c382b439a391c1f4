"""Folds events into an incident: the same whatever order they are read in, and what was undone left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gitfix.core import fold_review
from gitfix.core.backport import SETTLED
from gitfix.core.event import Event
from gitfix.core.incident import BackportRow, Base, Checked, Done, Incident
from gitfix.core.names import Oid
from gitfix.core.waiver import Waiver

Fold = Callable[[Incident, Oid, Event], Incident]


def fold(events: Iterable[tuple[Oid, Event]]) -> Incident:
    """The incident that `events` tell, whatever order they come in: Lamport clock decides, then commit id.

    What an undo took back is folded as if it had not been; it still counts as an event.
    """
    rows = sorted(events, key=lambda pair: (pair[1].clock, pair[0]))
    gone = _taken_back(rows)
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


def _taken_back(rows: Sequence[tuple[Oid, Event]]) -> set[Oid]:
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
        type = _UNDOES.get(_text(undo.data, "what"))
        alike = [
            (e.actor.email == undo.actor.email, n)
            for n, (_, e) in enumerate(there)
            if e.type == type
        ]
        if alike:
            gone.add(there[max(alike)[1]][0])
    return gone


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else ""


def _done(incident: Incident, step: str, oid: Oid, event: Event) -> dict[str, Done]:
    return {**incident.steps, step: Done(event.actor.name, event.time, oid)}


def _opened(incident: Incident, oid: Oid, event: Event) -> Incident:
    opened = (
        incident
        if incident.opened_at
        else replace(incident, opened_at=event.time, opened_by=event.actor.name)
    )
    return _triaged(opened, oid, event)


def _triaged(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    stated = bool(data.get("severity_stated"))
    # A default never overwrites what a person has said.
    severity = _text(data, "severity") if stated or not incident.severity_stated else ""
    return replace(
        incident,
        summary=_text(data, "summary") or incident.summary,
        severity=severity or incident.severity,
        severity_stated=incident.severity_stated or stated,
        kind=_text(data, "kind") or incident.kind,
        steps=_done(incident, "severity", oid, event) if stated else incident.steps,
    )


def _branched(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    targets = data.get("targets")
    return replace(
        incident,
        branch=_text(data, "branch"),
        version=_text(data, "version"),
        component=_text(data, "component"),
        base=_base(data.get("base")),
        previous=_base(data.get("previous")),
        target_tips={str(k): str(v) for k, v in targets.items()}
        if isinstance(targets, dict)
        else {},
        steps=_done(incident, "branch", oid, event),
    )


def _base(data: object) -> Base:
    if not isinstance(data, dict):
        return Base()
    return Base(_text(data, "tag"), _text(data, "commit"), _text(data, "version"))


def _checked(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    found = Checked(
        _text(data, "verdict"),
        _text(data, "head"),
        _text(data, "tree"),
        event.actor.name,
        event.time,
        oid,
    )
    return replace(incident, checked=found)


def _waived(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    until = data.get("until")
    waiver = Waiver(
        _text(data, "rule"),
        _text(data, "path"),
        _text(data, "reason"),
        event.actor.name,
        until if isinstance(until, int) and not isinstance(until, bool) else 0,
        oid,
    )
    return replace(incident, waivers=(*incident.waivers, waiver))


def _waiver_ended(incident: Incident, oid: Oid, event: Event) -> Incident:
    ended = _text(event.data, "event")
    return replace(incident, waivers=tuple(w for w in incident.waivers if w.event != ended))


def _backported(incident: Incident, oid: Oid, event: Event) -> Incident:
    rows = dict(incident.backports)
    targets = event.data.get("targets")
    for row in targets if isinstance(targets, list) else []:
        branch = _text(row, "branch") if isinstance(row, dict) else ""
        if branch:
            rows[branch] = BackportRow(
                branch,
                _text(row, "state"),
                _text(row, "after"),
                bool(row.get("pushed")),
                _text(row, "strategy"),
                event.time,
            )
    head = _text(event.data, "head")
    steps = _done(incident, "backport", oid, event)
    if any(row.state not in SETTLED for row in rows.values()):
        del steps["backport"]
    return replace(incident, backports=rows, backport_head=head, steps=steps)


def _postmortem(incident: Incident, oid: Oid, event: Event) -> Incident:
    written = {key: _text(event.data, key) for key in ("path", "commit")}
    return replace(incident, postmortem=written, steps=_done(incident, "root-cause", oid, event))


def _closed(incident: Incident, oid: Oid, event: Event) -> Incident:
    return replace(incident, closed=_text(event.data, "as") or "closed")


def _undone(incident: Incident, oid: Oid, event: Event) -> Incident:
    """An incident that was opened by the very operation that is taken back is over with it."""
    return replace(incident, closed="undone") if event.data.get("opened") is True else incident


def _noted(incident: Incident, oid: Oid, event: Event) -> Incident:
    return incident


_UNDOES = {
    "branch": "branched",
    "backport": "backported",
    "postmortem": "postmortem-written",
    "waive": "waived",
    "triage": "triaged",
    "close": "closed",
}
"""The event that each command records, by the command that an undo takes back."""
_UNDOABLE = {*_UNDOES.values(), *(t for types in fold_review.UNDOES.values() for t in types)}
_FOLDS: dict[str, Fold] = {
    "opened": _opened,
    "triaged": _triaged,
    "branched": _branched,
    "checked": _checked,
    "waived": _waived,
    "waiver-ended": _waiver_ended,
    "backported": _backported,
    "postmortem-written": _postmortem,
    "undone": _undone,
    "merged": _noted,
    "closed": _closed,
    "noted": _noted,
    **fold_review.FOLDS,
}
