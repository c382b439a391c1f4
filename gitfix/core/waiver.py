"""A recorded decision to let a rule of the check pass."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Waiver:
    """`rule` is waived everywhere (`path` empty) or where a path pattern matches.

    `until`: seconds since 1970, 0 for no end. `event`: the id of the event that records it.
    """

    rule: str
    path: str
    reason: str
    who: str
    until: int = 0
    event: str = ""


@dataclass(frozen=True)
class WaiveResult:
    """The recorded waiver of a rule, or override of a step. `until` is ISO 8601, UTC, empty for no end."""

    incident: str
    rule: str
    step: str
    path: str
    reason: str
    until: str
    event: str
