"""Where an incident stands: the answer of `gitfix status`."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass

StepState = Literal["done", "open", "failed", "waived", "deferred", "stale"]
SETTLED = ("done", "waived", "deferred")
CLOSED = "closed"
"""The phase of an incident that is over."""


@dataclass(frozen=True)
class StepStatus:
    """One step. `by`, `at` and `event` are None for what was just computed; `note` says why it is not done.

    `waits`: its result is prepared and only has to be pushed.
    """

    id: str
    phase: str
    role: str
    state: StepState
    by: str | None = None
    at: str | None = None
    event: str | None = None
    title: str = ""
    note: str = ""
    waits: bool = False
    overdue: bool = False

    _private = ("title", "note", "waits", "overdue")

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in SETTLED


@dataclass(frozen=True)
class StatusResult:
    """One incident. `next` is the command to type now, None when nothing is left; `blocking`: ids of required
    steps that are not settled.

    `age` in seconds; `before`: what to do before `next`, in words. `gate`: the next step that the steps
    `gated` stand before.
    """

    incident: str | None
    severity: str | None
    phase: str | None
    branch: str | None
    steps: tuple[StepStatus, ...]
    next: str | None
    blocking: tuple[str, ...]
    summary: str = ""
    severity_stated: bool = False
    age: int = 0
    production: str = ""
    version: str = ""
    before: str = ""
    gate: str = ""
    gated: tuple[str, ...] = ()
    closed_as: str = ""

    _private = (
        *("summary", "severity_stated", "age", "production", "version", "before"),
        *("gate", "gated", "closed_as"),
    )


@dataclass(frozen=True)
class StatusListRow:
    """One incident of `gitfix status --all`: the same facts, without its steps. `overdue`: what is late."""

    incident: str
    severity: str
    phase: str
    branch: str | None
    summary: str
    opened_at: str
    next: str | None
    blocking: tuple[str, ...]
    overdue: tuple[str, ...] = ()
    age: int = 0

    _private = ("age",)


@dataclass(frozen=True)
class LateAction:
    """An action whose time has passed. `number` is how `gitfix action` names it; `closed`: its incident is over."""

    incident: str
    number: int
    text: str
    owner: str
    due: str
    closed: bool


@dataclass(frozen=True)
class StatusList:
    """Every open incident of this clone, oldest first.

    `overdue`: actions of open and of closed incidents that should be done by now, the longest overdue first.
    """

    incidents: tuple[StatusListRow, ...]
    overdue: tuple[LateAction, ...] = ()
