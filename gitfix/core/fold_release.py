"""Folds the events about the release and about going back."""

from __future__ import annotations

from collections.abc import Mapping

from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, done, text, whole
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.shipping import (
    GoingBack,
    Preparation,
    Readiness,
    Rehearsal,
    Released,
    WentBack,
)
from gitfix.core.value import replace

IN_PRODUCTION = ("deploy", "monitoring", "confirmation")
"""The steps whose evidence is about what runs in production: another release voids it."""
NOT_READY = "not-ready"
SAID = ("flag", "trigger", "decider")
"""The checks of a plan that hold what a person said."""


def _released(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    made = Released(
        text(data, "tag"),
        text(data, "version"),
        text(event.git, "head"),
        text(event.git, "tree"),
        text(data, "object"),
        data.get("pushed") is True,
        data.get("signed") is True,
        event.actor.name,
        event.time,
        oid,
    )
    known = incident.released
    again = known is not None and known.object == made.object and known.commit == made.commit
    found = incident if again else _without(incident, IN_PRODUCTION)
    return done(replace(found, released=made), event.step or "release", oid, event, how="release")


def _without(incident: Incident, ids: tuple[str, ...]) -> Incident:
    steps = {id: step for id, step in incident.steps.items() if id not in ids}
    return replace(incident, steps=steps)


def _prepared(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    made = Preparation(
        text(data, "commit"),
        text(data, "old"),
        text(data, "new"),
        oid,
        _texts(data, "olds"),
        _texts(data, "paths"),
        text(data, "date"),
        text(data, "what"),
    )
    return replace(incident, preparations=(*incident.preparations, made))


def _texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = data.get(key)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _planned(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    checks = data.get("checks")
    said = tuple(
        (text(row, "id"), text(row, "evidence"))
        for row in (checks if isinstance(checks, list) else ())
        if isinstance(row, dict) and text(row, "id") in SAID and text(row, "state") == "pass"
    )
    found = Readiness(
        text(data, "score"),
        text(data, "from"),
        text(data, "to"),
        text(data, "why"),
        event.actor.name,
        event.time,
        oid,
        said,
    )
    outcome = "failed" if found.score == NOT_READY else "done"
    settled = replace(incident, readiness=found)
    return done(settled, event.step, oid, event, how="computed", outcome=outcome, note=found.why)


def _rehearsed(incident: Incident, oid: Oid, event: Event) -> Incident:
    command = event.command or {}
    found = Rehearsal(
        command.get("exit_code") == 0,
        whole(command, "ms"),
        text(event.data, "of"),
        event.actor.name,
        event.time,
        oid,
        event.incident,
    )
    return replace(incident, rehearsal=found)


def _started(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    known = incident.going_back
    if known is not None and data.get("again") is not True:
        return incident  # the first one is in flight; this one saw it, and did not run
    begun = GoingBack(text(data, "from"), text(data, "to"), event.actor.name, event.time, oid)
    return replace(incident, going_back=begun)


def _failed(incident: Incident, oid: Oid, event: Event) -> Incident:
    return replace(incident, going_back=None)


def _rolled_back(incident: Incident, oid: Oid, event: Event) -> Incident:
    """Back to development: what was deployed is not there any more, and a tag that others have is not used again."""
    data, command = event.data, event.command or {}
    released = incident.released
    back = WentBack(
        text(data, "from"),
        text(data, "to"),
        text(data, "commit"),
        released.tree if released and text(data, "from") == released.tag else "",
        whole(command, "ms"),
        event.actor.name,
        event.time,
        oid,
    )
    found = replace(_without(incident, IN_PRODUCTION), going_back=None, went_back=back, deploys=())
    if not back.tree:
        return found
    # Reviews and runs were for the tree that is out again.
    steps = {
        id: step for id, step in found.steps.items() if step.tree != back.tree and id != "release"
    }
    reviews = tuple(one for one in found.reviews if one.tree != back.tree)
    return replace(
        found,
        steps=steps,
        reviews=reviews,
        released=None,
        version=text(data, "version") or found.version,
        tag=text(data, "tag") or found.tag,
    )


FOLDS: dict[str, Fold] = {
    "released": _released,
    "release-prepared": _prepared,
    "rollback-planned": _planned,
    "rollback-rehearsed": _rehearsed,
    "rollback-started": _started,
    "rollback-failed": _failed,
    "rolled-back": _rolled_back,
}
"""The events that each command records, by the command that an undo takes back."""
