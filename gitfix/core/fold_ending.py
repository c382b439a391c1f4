"""How the events after the fix change an incident: post-mortem, backport, prevention, close."""

from __future__ import annotations

from collections.abc import Mapping

from gitfix.core.backport import SETTLED
from gitfix.core.carrying import BackportRow, RequestRow
from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, done, text
from gitfix.core.incident import Action, Incident
from gitfix.core.names import Oid
from gitfix.core.value import replace


def _backported(incident: Incident, oid: Oid, event: Event) -> Incident:
    rows = dict(incident.backports)
    targets = event.data.get("targets")
    for row in targets if isinstance(targets, list) else []:
        branch = text(row, "branch") if isinstance(row, dict) else ""
        if branch:
            rows[branch] = BackportRow(
                branch,
                text(row, "state"),
                text(row, "after"),
                bool(row.get("pushed")),
                text(row, "strategy"),
                event.time,
            )
    found = replace(incident, backports=rows, backport_head=text(event.data, "head"), paused=())
    if all(row.state in SETTLED for row in rows.values()):
        return done(found, "backport", oid, event)
    steps = {id: step for id, step in incident.steps.items() if id != "backport"}
    return replace(found, steps=steps)


def _proposed(incident: Incident, oid: Oid, event: Event) -> Incident:
    known = dict(incident.requests)
    targets = event.data.get("targets")
    for row in targets if isinstance(targets, list) else []:
        branch = text(row, "request") if isinstance(row, dict) else ""
        if branch:
            known[branch] = _request(known.get(branch), row, event.time)
    return replace(incident, requests=known)


def _request(before: RequestRow | None, row: Mapping[str, object], at: str) -> RequestRow:
    tip = text(row, "tip")
    tips = (*(one for one in (before.tips if before else ()) if one != tip), tip)
    draft = row.get("draft") is True
    return RequestRow(text(row, "branch"), text(row, "request"), text(row, "url"), draft, tips, at)


def _paused(incident: Incident, oid: Oid, event: Event) -> Incident:
    targets = event.data.get("targets")
    rows = targets if isinstance(targets, list) else []
    names = (text(row, "branch") for row in rows if isinstance(row, dict))
    return replace(incident, paused=tuple(filter(None, names)))


def _aborted(incident: Incident, oid: Oid, event: Event) -> Incident:
    return replace(incident, paused=())


def _postmortem(incident: Incident, oid: Oid, event: Event) -> Incident:
    written = {key: text(event.data, key) for key in ("path", "commit")}
    return done(replace(incident, postmortem=written), "root-cause", oid, event)


def _postmortem_proposed(incident: Incident, oid: Oid, event: Event) -> Incident:
    """It is written; that it has landed is seen on the branch itself."""
    row = _request(incident.postmortem_request, event.data, event.time)
    written = incident.postmortem or {"path": text(event.data, "path"), "commit": ""}
    found = replace(incident, postmortem=written, postmortem_request=row)
    return done(found, "root-cause", oid, event)


def _action_added(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    made = Action(
        text(data, "text"), text(data, "kind"), text(data, "owner"), text(data, "due"), oid
    )
    return replace(incident, actions=(*incident.actions, made))


def _action_done(incident: Incident, oid: Oid, event: Event) -> Incident:
    named = text(event.data, "event")
    actions = tuple(
        replace(one, done_at=event.time, done_by=event.actor.name) if one.event == named else one
        for one in incident.actions
    )
    return replace(incident, actions=actions)


def _closed(incident: Incident, oid: Oid, event: Event) -> Incident:
    how = text(event.data, "as") or "closed"
    found = replace(incident, closed=how, closed_at=event.time, closed_by=event.actor.name)
    steps = event.data.get("steps")
    stood = {str(k): str(v) for k, v in steps.items()} if isinstance(steps, dict) else {}
    return replace(found, closed_steps=stood)


def _undone(incident: Incident, oid: Oid, event: Event) -> Incident:
    """An incident that was opened by the very operation that is taken back is over with it."""
    if event.data.get("opened") is not True:
        return incident
    return replace(incident, closed="undone", closed_at=event.time, closed_by=event.actor.name)


FOLDS: dict[str, Fold] = {
    "backported": _backported,
    "backport-paused": _paused,
    "backport-aborted": _aborted,
    "backport-proposed": _proposed,
    "postmortem-written": _postmortem,
    "postmortem-proposed": _postmortem_proposed,
    "action-added": _action_added,
    "action-done": _action_done,
    "closed": _closed,
    "undone": _undone,
}
