"""What every fold needs: an event's data is whatever somebody wrote, and is read with care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gitfix.core.event import Event
from gitfix.core.incident import Done, Incident
from gitfix.core.names import Oid
from gitfix.core.value import replace

Fold = Callable[[Incident, Oid, Event], Incident]


def text(data: Mapping[str, Any], key: str) -> str:
    """The text at `key`; empty for anything else."""
    value = data.get(key, "")
    return value if isinstance(value, str) else ""


def texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The texts of the list at `key`."""
    value = data.get(key)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def whole(data: Mapping[str, Any], key: str) -> int:
    """The whole number at `key`; 0 for anything else."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def done(incident: Incident, step: str, oid: Oid, event: Event, **more: Any) -> Incident:
    """`step` was done by this event."""
    found = Done(event.actor.name, event.time, oid, tree=text(event.git, "tree"), **more)
    return replace(incident, steps={**incident.steps, step: found})
