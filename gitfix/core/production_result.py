"""The result of `gitfix production`."""

from __future__ import annotations

from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass

RemoteState = Literal[
    "same", "only_local", "only_remote", "moved", "unreachable", "offline", "none"
]


@dataclass(frozen=True)
class TagAt:
    """A tag and its commit."""

    tag: str
    commit: Oid


@dataclass(frozen=True)
class RemoteView:
    """How the production tag stands on the remote (`name` is empty without one)."""

    name: str
    state: RemoteState


@dataclass(frozen=True)
class Skipped:
    """A tag that might have been expected, and why it is not the production tag."""

    tag: str
    reason: str


@dataclass(frozen=True)
class ProductionResult:
    """What runs in production. `tagged_at` is ISO 8601, UTC, empty when it cannot be known here."""

    tag: str
    commit: Oid
    version: str
    component: str
    source: Literal["tags", "ref", "command"]
    tagged_at: str
    previous: TagAt | None
    remote: RemoteView
    skipped: tuple[Skipped, ...] = ()
    age: int = 0
    """Seconds since it was tagged; 0 when not known."""

    _private = ("age",)
