"""The events of an incident: the answer of `gitfix log`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class LoggedActor:
    """Who acted; `key` is the fingerprint of the signing key, empty when unsigned."""

    name: str
    email: str
    key: str


@dataclass(frozen=True)
class LoggedEvent:
    """One event. `event` is its commit; `data` is as it was recorded, whatever its type."""

    event: str
    clock: int
    time: str
    actor: LoggedActor
    type: str
    phase: str
    step: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class LogResult:
    """The events in the record's order, oldest first. `left_out`: how many older ones there are.

    `drawn`: rows of git's drawing, newest first, each with the event that it is about (empty: only lines).
    """

    incident: str
    events: tuple[LoggedEvent, ...]
    summary: str = ""
    left_out: int = 0
    drawn: tuple[tuple[str, str], ...] = ()

    _private = ("summary", "left_out", "drawn")
