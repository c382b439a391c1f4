"""An incident as the record tells it, as values: never stored, always folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from gitfix.core.review import Review
from gitfix.core.value import dataclass
from gitfix.core.waiver import Waiver


@dataclass(frozen=True)
class Base:
    """The production release that the hotfix starts from."""

    tag: str = ""
    commit: str = ""
    version: str = ""


@dataclass(frozen=True)
class Checked:
    """The last recorded check. `head` and `tree` say of what."""

    verdict: str
    head: str
    tree: str
    by: str
    at: str
    event: str


@dataclass(frozen=True)
class BackportRow:
    """What was last recorded for one target."""

    branch: str
    state: str
    commit: str
    pushed: bool
    strategy: str = "merge"
    at: str = ""


@dataclass(frozen=True)
class Done:
    """Who did a step when, and which event says so."""

    by: str
    at: str
    event: str


@dataclass(frozen=True)
class Holder:
    """Who has the incident now. `email` is known once they have resumed it; `by` handed it over."""

    name: str
    email: str
    by: str
    at: str
    event: str
    note: str = ""


@dataclass(frozen=True)
class Incident:
    """An emergency as the record tells it. Times are ISO 8601, UTC."""

    id: str = ""
    summary: str = ""
    severity: str = ""
    severity_stated: bool = False
    kind: str = ""
    opened_at: str = ""
    opened_by: str = ""
    branch: str = ""
    version: str = ""
    component: str = ""
    base: Base = Base()
    previous: Base = Base()
    target_tips: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    checked: Checked | None = None
    backports: Mapping[str, BackportRow] = field(default_factory=dict)
    backport_head: str = ""
    postmortem: Mapping[str, str] | None = None
    closed: str = ""
    steps: Mapping[str, Done] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    """Requests, approvals and rejections, in the record's order: `core/review.py` says where they stand."""
    refreshes: tuple[str, ...] = ()
    """Merge commits that took a newer release of the line in."""
    holder: Holder | None = None
    unknown: tuple[str, ...] = ()
    """Types of events that this version does not know; shown, never dropped."""
    events: int = 0
