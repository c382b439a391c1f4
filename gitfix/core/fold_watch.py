"""How the events about production change an incident: what was measured before the deploy, and what after it."""

from __future__ import annotations

from typing import Any

from gitfix.core.analysis import BAD, Phase
from gitfix.core.channel import Notified
from gitfix.core.deploying import Deploy
from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, done, text, whole
from gitfix.core.incident import Incident
from gitfix.core.monitor import Sample
from gitfix.core.names import Oid
from gitfix.core.value import replace

_PHASES: dict[str, Phase] = {phase: phase for phase in ("Successful", *BAD)}


def _baseline(incident: Incident, oid: Oid, event: Event) -> Incident:
    """The first answer of each metric stays: a later one may be of a production that has a part of the fix."""
    rows = event.data.get("metrics")
    found = dict(incident.baselines)
    for one in rows if isinstance(rows, list) else []:
        sample = _sample(one) if isinstance(one, dict) else None
        name = text(one, "name") if sample else ""
        if sample and name and (name not in found or found[name].phase == "Error"):
            found[name] = sample
    return replace(incident, baselines=found)


def _sample(data: dict[str, Any]) -> Sample | None:
    phase = _PHASES.get(text(data, "phase"))
    if phase is None:
        return None
    return Sample(phase, data.get("value"), text(data, "at"), whole(data, "ms"), text(data, "why"))


def _monitored(incident: Incident, oid: Oid, event: Event) -> Incident:
    passed = event.data.get("phase") == "Successful"
    outcome = "done" if passed else "failed"
    why = text(event.data, "why")
    return done(incident, event.step, oid, event, how="command", outcome=outcome, note=why)


def _deploy_started(incident: Incident, oid: Oid, event: Event) -> Incident:
    made = Deploy(
        oid,
        event.actor.name,
        event.time,
        text(event.git, "tree"),
        unlocked=text(event.data, "unlocked"),
    )
    return replace(incident, deploys=(*incident.deploys, made))


def deploy_ended(incident: Incident, event: Event, outcome: str) -> Incident:
    """The deploy that `event` says the end of has ended so."""
    begun = text(event.data, "began")
    if not begun:
        return incident
    deploys = tuple(
        replace(one, ended=True, outcome=outcome) if one.event == begun else one
        for one in incident.deploys
    )
    return replace(incident, deploys=deploys)


def _notified(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    sent = data.get("state") == "sent"
    told = Notified(
        text(data, "event"), text(data, "channel"), text(data, "message"), sent, event.time
    )
    found = replace(incident, notified=(*incident.notified, told))
    note = f"{told.channel} was told of {told.event}"
    return done(found, event.step, oid, event, how="command", note=note) if sent else found


FOLDS: dict[str, Fold] = {
    "baseline": _baseline,
    "monitored": _monitored,
    "deploy-started": _deploy_started,
    "notified": _notified,
}
