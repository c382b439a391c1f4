"""Going back to the release before: how ready that is, and the answers of `gitfix rollback`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass

CheckState = Literal["pass", "fail", "unknown"]
Score = Literal["ready", "at-risk", "not-ready"]
Weight = Literal["must", "should", "may"]
SCORES: tuple[Score, ...] = ("not-ready", "at-risk", "ready")
"""From the worst to the best."""


@dataclass(frozen=True)
class RollbackCheck:
    """One thing that decides whether going back works. `evidence`: what was found, in words.

    `weight`: without a `must` there is no going back; a `should` is a risk; a `may` is told, and does not count.
    """

    id: str
    state: CheckState
    evidence: str
    weight: Weight = "should"

    _private = ("weight",)


@dataclass(frozen=True)
class Release:
    """A release that runs, or could: `tag` is empty for a bare commit."""

    tag: str
    commit: Oid
    version: str

    @property
    def name(self) -> str:
        """The tag, else the commit."""
        return self.tag or self.commit.short


@dataclass(frozen=True)
class RollbackPlan:
    """How ready going back from `start` to `target` is. `first`: what to do first, the quickest way out of the fault.

    `why`: what keeps it from being ready. `rehearsed_ms`: how long the last good rehearsal took, null without one.
    `event` records it; null in a dry run.
    """

    incident: str
    start: Release
    target: Release
    score: Score
    why: str
    checks: tuple[RollbackCheck, ...]
    command: str | None
    rehearsed_ms: int | None
    first: tuple[str, ...]
    event: str | None
    next: str = ""

    _private = ("next",)


Environment = Literal["staging", "production"]
RunState = Literal["passed", "failed", "interrupted", "planned"]


@dataclass(frozen=True)
class RollbackRun:
    """`gitfix rollback rehearse` and `execute`. `environment`: where it ran; `ms`: how long it took.

    `confirmation`: whether the confirmation's commands passed on the old release; null where there are none, or they
    were not run. `version`: the number that the next attempt of the hotfix will have.
    """

    incident: str
    environment: Environment
    start: Release
    target: Release
    state: RunState
    command: str
    exit_code: int | None
    ms: int
    log: str | None
    event: str | None
    confirmation: Literal["passed", "failed"] | None
    version: str
    next: str | None
    why: str = ""

    _private = ("why",)


def score(checks: Iterable[RollbackCheck]) -> tuple[Score, str]:
    """The score, and what keeps it from being ready."""
    found = [one for one in checks if one.state != "pass" and one.weight != "may"]
    blocking = [one for one in found if one.weight == "must" and one.state == "fail"]
    words = "; ".join(f"{one.id}: {one.evidence}" for one in blocking or found)
    if blocking:
        return "not-ready", words
    return ("at-risk", words) if found else ("ready", "")


def enough(found: str, wanted: str) -> bool:
    """Whether a score is as good as the playbook wants it; an unknown one never is."""
    order = [*map(str, SCORES)]
    return found in order and order.index(found) >= order.index(wanted)
