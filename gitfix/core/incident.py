"""An incident as the record tells it, as values: never stored, always folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from gitfix.core.value import dataclass, field

if TYPE_CHECKING:
    from gitfix.core.carrying import BackportRow, RequestRow
    from gitfix.core.channel import Notified
    from gitfix.core.culprit import Culprit
    from gitfix.core.deploying import Deploy
    from gitfix.core.monitor import Sample
    from gitfix.core.review import Review
    from gitfix.core.shipping import (
        GoingBack,
        Preparation,
        Readiness,
        Rehearsal,
        Released,
        WentBack,
    )
    from gitfix.core.steps_taken import Checked, Override, Proof
    from gitfix.core.waiver import Waiver

SECURITY = "security"
"""The kind whose record and branch stay off the public remote until it is disclosed (design, section 7)."""


@dataclass(frozen=True)
class Base:
    """The production release that the hotfix starts from."""

    tag: str = ""
    commit: str = ""
    version: str = ""


@dataclass(frozen=True)
class Done:
    """Who did a step when, and which event says so.

    `tree`: what it was done for, where it is about a commit. `how`: statement, command or approval.
    """

    by: str
    at: str
    event: str
    outcome: Literal["done", "failed"] = "done"
    tree: str = ""
    how: str = ""
    note: str = ""


@dataclass(frozen=True)
class Impact:
    """What is hit, in a person's words. `since` (it began) and `detected` (somebody noticed) are ISO 8601; `affected`
    are the release tags that have the fault.
    """

    users: str = ""
    systems: tuple[str, ...] = ()
    since: str = ""
    workaround: str = ""
    affected: tuple[str, ...] = ()
    detected: str = ""


@dataclass(frozen=True)
class Action:
    """Something to be done so that it does not come back. `due` is ISO 8601; `event` names it."""

    text: str
    kind: str
    owner: str
    due: str
    event: str
    done_at: str = ""
    done_by: str = ""


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
    disclosed_at: str = ""
    opened_at: str = ""
    opened_by: str = ""
    branch: str = ""
    version: str = ""
    tag: str = ""
    """The release tag that the hotfix will have."""
    component: str = ""
    base: Base = Base()
    previous: Base = Base()
    target_tips: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    checked: Checked | None = None
    proof: Proof | None = None
    backports: Mapping[str, BackportRow] = field(default_factory=dict)
    backport_head: str = ""
    requests: Mapping[str, RequestRow] = field(default_factory=dict)
    """Pull and merge requests, by the branch that each carries the fix with."""
    paused: tuple[str, ...] = ()
    """Targets whose conflict waits in somebody's clone."""
    culprit: Culprit | None = None
    """The introducing commit, by the last `gitfix culprit`."""
    postmortem: Mapping[str, str] | None = None
    postmortem_request: RequestRow | None = None
    """The request that offers the post-mortem, where the default branch takes no pushes."""
    closed: str = ""
    closed_at: str = ""
    closed_by: str = ""
    closed_steps: Mapping[str, str] = field(default_factory=dict)
    """How the steps that its end needed stood then; empty where the record does not say."""
    impact: Impact = Impact()
    overrides: Mapping[str, Override] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()
    steps: Mapping[str, Done] = field(default_factory=dict)
    deploys: tuple[Deploy, ...] = ()
    """Deploys that were begun, oldest first."""
    notified: tuple[Notified, ...] = ()
    baselines: Mapping[str, Sample] = field(default_factory=dict)
    """Metric → how it was before anything of the hotfix reached production."""
    reviews: tuple[Review, ...] = ()
    """Requests, approvals and rejections, in the record's order: `core/review.py` says where they stand."""
    refreshes: tuple[str, ...] = ()
    """Merge commits that took a newer release of the line in."""
    holder: Holder | None = None
    released: Released | None = None
    preparations: tuple[Preparation, ...] = ()
    readiness: Readiness | None = None
    rehearsal: Rehearsal | None = None
    going_back: GoingBack | None = None
    """A rollback of which nobody has recorded how it ended."""
    went_back: WentBack | None = None
    unknown: tuple[str, ...] = ()
    """Types of events that this version does not know; shown, never dropped."""
    events: int = 0

    @property
    def embargoed(self) -> bool:
        """Whether nothing of it may reach a public place yet."""
        return self.kind == SECURITY and not self.disclosed_at
