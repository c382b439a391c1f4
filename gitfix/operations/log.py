"""`gitfix log`: what happened, event by event."""

from __future__ import annotations

from gitfix.core.log_result import LoggedEvent, LogResult
from gitfix.core.outcome import Outcome
from gitfix.core.settings import Settings
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace


def log(settings: Settings, *, incident: str | None = None, limit: int | None = None) -> Outcome:
    """The newest `limit` events (default: all) of an incident, oldest first."""
    work = open_workspace(settings)
    found = which_incident(work, incident)
    events = work.record.events(found.id)
    kept = events[-limit:] if limit else events
    rows = tuple(
        LoggedEvent(oid, one.clock, one.time, one.actor, one.type, one.phase, one.step, one.data)
        for oid, one in kept
    )
    result = LogResult(found.id, rows, found.summary, len(events) - len(kept))
    return Outcome(result, notices=tuple(work.notices))
