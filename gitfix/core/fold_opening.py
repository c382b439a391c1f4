"""How the events of triage and of the hotfix branch change an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, done, text, texts
from gitfix.core.incident import Base, Impact, Incident
from gitfix.core.names import Oid
from gitfix.core.value import replace


def _opened(incident: Incident, oid: Oid, event: Event) -> Incident:
    opened = (
        incident
        if incident.opened_at
        else replace(incident, opened_at=event.time, opened_by=event.actor.name)
    )
    return triaged(opened, oid, event)


def triaged(incident: Incident, oid: Oid, event: Event) -> Incident:
    """The incident once this was said about it."""
    data = event.data
    stated = bool(data.get("severity_stated"))
    # A default never overwrites what a person has said.
    severity = text(data, "severity") if stated or not incident.severity_stated else ""
    found = replace(
        incident,
        summary=text(data, "summary") or incident.summary,
        severity=severity or incident.severity,
        severity_stated=incident.severity_stated or stated,
        kind=text(data, "kind") or incident.kind,
        impact=_impact(incident.impact, data),
    )
    if stated:
        found = done(found, "severity", oid, event, how="statement")
    if text(data, "users") or texts(data, "systems"):
        found = done(found, "impact", oid, event, how="statement", note=text(data, "users"))
    return found


def _impact(known: Impact, data: Mapping[str, Any]) -> Impact:
    """What was said before stays, until something else is said."""
    return Impact(
        text(data, "users") or known.users,
        texts(data, "systems") or known.systems,
        text(data, "since") or known.since,
        text(data, "workaround") or known.workaround,
        texts(data, "affected") or known.affected,
        text(data, "detected") or known.detected,
    )


def _branched(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    targets = data.get("targets")
    found = replace(
        incident,
        branch=text(data, "branch"),
        version=text(data, "version"),
        tag=text(data, "tag"),
        component=text(data, "component"),
        base=base_of(data.get("base")),
        previous=base_of(data.get("previous")),
        target_tips={str(k): str(v) for k, v in targets.items()}
        if isinstance(targets, dict)
        else {},
    )
    return done(found, "branch", oid, event)


def _disclosed(incident: Incident, oid: Oid, event: Event) -> Incident:
    return replace(incident, disclosed_at=event.time)


def base_of(data: object) -> Base:
    """The release that an event names."""
    if not isinstance(data, dict):
        return Base()
    return Base(text(data, "tag"), text(data, "commit"), text(data, "version"))


FOLDS: dict[str, Fold] = {
    "opened": _opened,
    "triaged": triaged,
    "branched": _branched,
    "disclosed": _disclosed,
}
