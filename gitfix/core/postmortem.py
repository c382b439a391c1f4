"""What a post-mortem is made from, and what became of it: the values that templates and callers see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from gitfix.core.backport import SETTLED
from gitfix.core.check_values import Count
from gitfix.core.incident import BackportRow, Base, Checked
from gitfix.core.names import Oid
from gitfix.core.timeline import TimelineRow
from gitfix.core.value import dataclass

State = Literal["written", "committed", "prepared", "pushed", "planned", "unchanged"]
TO_WRITE = "_To be written"
"""How the questions to people begin; each is open until somebody replaces it."""


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


@dataclass(frozen=True)
class Facts:
    """All that git and the record know. The names are what templates use.

    Ids are full, times ISO 8601 in UTC; a text that is not known is empty.
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


@dataclass(frozen=True)
class PostmortemResult:
    """What `gitfix postmortem` did.

    `branch` and `commit`: where it was committed (empty in a checkout). `to_write`: questions that
    wait for a person. `left_alone` names local branches that could not follow, and why.
    """

    incident: str
    path: str
    log: str
    state: State
    branch: str = ""
    commit: Oid | None = None
    remote: str = ""
    to_write: int = 0
    incidents: int = 0
    problems: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    plan: tuple[Mapping[str, object], ...] = ()
