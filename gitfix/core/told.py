"""What every reader of single events needs: an event of another version, or with parts missing, gives what it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.event import Event
from gitfix.core.incident_fold import taken_back
from gitfix.core.names import Oid

Events = Sequence[tuple[Oid, Event]]


def last(events: Events, type: str) -> tuple[Oid, Event] | None:
    """The last event of this type that nobody took back."""
    gone = taken_back(events)
    return next(
        ((oid, event) for oid, event in reversed(events) if event.type == type and oid not in gone),
        None,
    )


def inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table at `key`; empty for anything else."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The tables of the list at `key`."""
    value = data.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
