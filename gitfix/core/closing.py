"""The end of an incident as values: the answer of `gitfix close`."""

from __future__ import annotations

from gitfix.core.status import StepState
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class MissingStep:
    """A step that stands between the incident and its end, and the command that does it."""

    id: str
    state: StepState
    note: str
    command: str


@dataclass(frozen=True)
class CloseResult:
    """`ending` is how it ends or would end; `closed`: whether it is over now; `missing`: what has to be done first.

    `closed_at` is ISO 8601, UTC, empty while it is open.
    """

    incident: str
    ending: str
    closed: bool
    missing: tuple[MissingStep, ...]
    closed_at: str
    event: str
    duration: int = 0
    plan: tuple[dict[str, object], ...] = ()
    then: str = ""
    """What brings the post-mortem up to date, which still says that the incident is open; empty where there is none."""

    _private = ("duration", "plan", "then")
