"""`gitfix log`: what happened, event by event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.log_result import LoggedActor, LoggedEvent, LogResult
from gitfix.core.outcome import Outcome
from gitfix.core.settings import Settings
from gitfix.operations.which import which_incident
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.names import Oid


def log(
    settings: Settings,
    *,
    incident: str | None = None,
    limit: int | None = None,
    graph: bool = False,
) -> Outcome:
    """The newest `limit` events (default: all) of an incident, oldest first; `graph`: drawn by git, too."""
    work = open_workspace(settings)
    found = which_incident(work, incident)
    events = work.record.events(found.id)
    kept = events[-limit:] if limit else events
    rows = tuple(_row(oid, event) for oid, event in kept)
    tip = work.record.tip(found.id)
    drawn = tuple(work.repo.history.drawn(tip)) if graph and tip else ()
    result = LogResult(found.id, rows, found.summary, len(events) - len(kept), drawn)
    return Outcome(result, notices=tuple(work.notices))


def _row(oid: Oid, event: Event) -> LoggedEvent:
    actor = LoggedActor(event.actor.name, event.actor.email, event.actor.key)
    return LoggedEvent(
        oid, event.clock, event.time, actor, event.type, event.phase, event.step, event.data
    )
