"""How the events about steps change an incident: statements, runs, overrides, checks and waivers."""

from __future__ import annotations

from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, done, text, whole
from gitfix.core.fold_watch import deploy_ended
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.steps_taken import Checked, Override, Proof
from gitfix.core.value import replace
from gitfix.core.waiver import Waiver


def _stated(incident: Incident, oid: Oid, event: Event) -> Incident:
    said = text(event.data, "statement")
    incident = deploy_ended(incident, event, "done")
    return done(incident, event.step, oid, event, how="statement", note=said)


def _ran(incident: Incident, oid: Oid, event: Event) -> Incident:
    code = event.command.get("exit_code") if event.command else None
    passed = code == 0 and event.data.get("gap") is not True
    incident = deploy_ended(incident, event, "done" if passed else "failed")
    return done(
        incident,
        event.step,
        oid,
        event,
        how="command",
        outcome="done" if passed else "failed",
        note=text(event.data, "why"),
    )


def _overridden(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    made = Override(
        event.step,
        text(data, "reason"),
        event.actor.name,
        event.time,
        oid,
        whole(data, "until"),
    )
    return replace(incident, overrides={**incident.overrides, event.step: made})


def _checked(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    found = Checked(
        text(data, "verdict"),
        text(data, "head"),
        text(data, "tree"),
        event.actor.name,
        event.time,
        oid,
    )
    return replace(incident, checked=found)


def _proved(incident: Incident, oid: Oid, event: Event) -> Incident:
    data, base = event.data, event.data.get("base")
    found = Proof(
        text(data, "verdict"),
        text(base, "tag") if isinstance(base, dict) else "",
        text(event.git, "head"),
        text(event.git, "tree"),
        event.actor.name,
        event.time,
        oid,
    )
    return replace(incident, proof=found)


def _minimized(incident: Incident, oid: Oid, event: Event) -> Incident:
    """Evidence for the reader; what it settles is the check's to say."""
    return incident


def _waived(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    waiver = Waiver(
        text(data, "rule"),
        text(data, "path"),
        text(data, "reason"),
        event.actor.name,
        whole(data, "until"),
        oid,
    )
    return replace(incident, waivers=(*incident.waivers, waiver))


def _waiver_ended(incident: Incident, oid: Oid, event: Event) -> Incident:
    ended = text(event.data, "event")
    return replace(incident, waivers=tuple(w for w in incident.waivers if w.event != ended))


FOLDS: dict[str, Fold] = {
    "stated": _stated,
    "ran": _ran,
    "overridden": _overridden,
    "checked": _checked,
    "proved": _proved,
    "minimized": _minimized,
    "waived": _waived,
    "waiver-ended": _waiver_ended,
}
