"""Triage as values: the words for severities and kinds, and the answer of `gitfix triage`."""

from __future__ import annotations

from gitfix.core.incident import SECURITY, Impact
from gitfix.core.names import Oid
from gitfix.core.value import dataclass

SEVERITIES = {
    "P0": "data loss, a breach, or a full outage",
    "P1": "a major feature is broken, many users are hit",
    "P2": "minor, and there is a workaround",
}
KINDS = ("outage", "data-loss", SECURITY, "functional", "performance", "other")


@dataclass(frozen=True)
class TriagedRelease:
    """A release: its tag and commit."""

    tag: str
    commit: Oid


@dataclass(frozen=True)
class TriageResult:
    """The incident as it is now. `affected`: release tags that have the fault, as far as is known; `since` and
    `opened_at` are ISO 8601, UTC. `production` and `previous` are null where nothing says what runs."""

    incident: str
    opened: bool
    summary: str
    severity: str
    severity_stated: bool
    kind: str
    impact: Impact
    production: TriagedRelease | None
    previous: TriagedRelease | None
    shipped: tuple[str, ...] = ()
    tagged: str = ""
    plan: tuple[dict[str, object], ...] = ()
    next: str = ""

    _private = ("shipped", "tagged", "plan")
