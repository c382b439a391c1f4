"""What a post-mortem is made from: the facts that the templates see."""

from __future__ import annotations

from gitfix.core.backport import SETTLED
from gitfix.core.carrying import BackportRow
from gitfix.core.check_values import Count
from gitfix.core.evidence_rows import EvidenceRow, OverrideRow, PreventionRow, ReviewRow
from gitfix.core.incident import SECURITY, Base, Impact
from gitfix.core.questions import Question
from gitfix.core.steps_taken import Checked, Proof
from gitfix.core.timeline import TimelineRow
from gitfix.core.times import Times
from gitfix.core.told_introduced import Introduced
from gitfix.core.told_messages import MessageRow
from gitfix.core.told_metrics import MetricFact
from gitfix.core.told_release import ReleaseRow, RollbackRow
from gitfix.core.value import dataclass, field


@dataclass(frozen=True)
class FixCommit:
    """One commit of the fix. `when` is ISO 8601, UTC."""

    id: str
    subject: str
    author: str
    when: str


@dataclass(frozen=True)
class FixFile:
    """One changed file; `kind` is code, tests, docs, … as the check sorts it. Lines with noise."""

    path: str
    kind: str
    change: str
    added: int
    deleted: int


@dataclass(frozen=True)
class Fix:
    """The fix itself, from the production tag to `head`; `missing` says why it is not known."""

    head: str = ""
    commits: tuple[FixCommit, ...] = ()
    files: tuple[FixFile, ...] = ()
    code: Count = field(default_factory=Count)
    tests: Count = field(default_factory=Count)
    docs: Count = field(default_factory=Count)
    missing: str = ""


@dataclass(frozen=True)
class WaiverRow:
    """A waiver; `until` is ISO 8601 or empty for no end."""

    rule: str
    path: str
    reason: str
    who: str
    until: str
    event: str = ""


@dataclass(frozen=True)
class Trees:
    """What was approved and what runs in production, as trees; empty where the record does not say.

    `verdict`: same, differs, or unknown.
    """

    approved: str = ""
    approved_by: str = ""
    deployed: str = ""
    verdict: str = "unknown"


@dataclass(frozen=True)
class RegressionTest:
    """A test file of the fix, and whether what the fix put into it is on the default branch."""

    path: str
    there: bool


@dataclass(frozen=True)
class Earlier:
    """An earlier incident that this one has something in common with: files of the fix, or the introducing commit."""

    id: str
    summary: str
    opened_at: str
    files: tuple[str, ...] = ()
    culprit: str = ""


@dataclass(frozen=True)
class Outstanding:
    """A branch that should have the fix and has not, as far as this clone knows."""

    branch: str
    found: str


@dataclass(frozen=True)
class Facts:
    """All that git and the record know. The names are what templates use.

    Ids are full, times ISO 8601 in UTC; a text that is not known is empty. `commit_page`: what a commit's id is put
    behind to see it on the forge, empty where there is no page.
    """

    id: str
    summary: str
    severity: str
    kind: str
    opened_at: str
    opened_by: str
    state: str
    branch: str
    version: str
    component: str
    production: Base
    previous: Base
    people: tuple[str, ...] = ()
    timeline: tuple[TimelineRow, ...] = ()
    fix: Fix = Fix()
    check: Checked | None = None
    backports: tuple[BackportRow, ...] = ()
    waivers: tuple[WaiverRow, ...] = ()
    impact: Impact = Impact()
    times: Times = Times()
    questions: tuple[Question, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    reviews: tuple[ReviewRow, ...] = ()
    overrides: tuple[OverrideRow, ...] = ()
    proof: Proof | None = None
    actions: tuple[PreventionRow, ...] = ()
    introduced: Introduced | None = None
    affected: tuple[str, ...] = ()
    release: ReleaseRow | None = None
    rollbacks: tuple[RollbackRow, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    metrics: tuple[MetricFact, ...] = ()
    trees: Trees = Trees()
    outstanding: tuple[Outstanding, ...] = ()
    regression: tuple[RegressionTest, ...] = ()
    default_branch: str = ""
    earlier: tuple[Earlier, ...] = ()
    commit_page: str = ""
    disclosed_at: str = ""

    @property
    def security(self) -> bool:
        """Whether it is handled as a vulnerability."""
        return self.kind == SECURITY

    def header(self) -> dict[str, str]:
        """The facts that the incident log is made from."""
        carried = [row.branch for row in self.backports if row.state in SETTLED]
        return {
            "id": self.id,
            "opened": self.opened_at,
            "severity": self.severity,
            "kind": self.kind,
            "summary": self.summary or "no summary",
            "version": self.version,
            "production": self.production.tag or self.production.commit[:7],
            "fix": self.fix.head[:7],
            "backports": ", ".join(carried),
            "state": self.state,
        }
