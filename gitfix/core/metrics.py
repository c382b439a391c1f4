"""How emergencies go here, in numbers: DORA's definitions where there is one, the records' own where not.

Times are seconds, shares are between 0 and 1; null where there is nothing to count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from gitfix.core.event import Event
from gitfix.core.incident import Incident
from gitfix.core.value import dataclass
from gitfix.core.when import seconds

NOT_COUNTED = ("undone", "duplicate", "false-alarm")
"""Ends that mean that there was no emergency."""
BUDGET = ("budget-lines", "budget-files")
"""The rules of `gitfix check` about the size of a fix."""
PRODUCTION_STEPS = ("confirmation", "deploy")
"""The steps whose evidence says that production is well again, the better one first."""


@dataclass(frozen=True)
class SeverityMetrics:
    """One severity. `restore`: from the start of the impact (or the opening) until production was well again."""

    severity: str
    incidents: int
    restored: int
    restore_median: int | None
    restore_longest: int | None


@dataclass(frozen=True)
class MetricsResult:
    """The numbers of a period. `since` is ISO 8601, empty for all there is.

    `releases`: release tags made in it; `hotfixes`: those that an incident made; `change_failure_rate`: the share of
    releases that an incident had to repair (DORA); `emergency_ratio`: hotfixes among the releases (SOC 2 auditors flag
    more than 0.1); `review_delay_median`: from the first request to the approval;
    `size_median` and `size_largest`: lines of code of the fixes; `size_limit`: the most that the team's budget allows;
    `over_budget`: fixes beyond it in lines or files, or with a waiver for that.
    """

    since: str
    incidents: int
    open: int
    by_severity: tuple[SeverityMetrics, ...]
    releases: int
    hotfixes: int
    change_failure_rate: float | None
    emergency_ratio: float | None
    review_delay_median: int | None
    size_median: int | None
    size_largest: int | None
    size_limit: int
    over_budget: int
    overdue_actions: int


@dataclass(frozen=True)
class Case:
    """One incident with its events, oldest first. `lines`: code lines of its fix, None when not known here.

    `over`: they, or the files, are more than the budget allows.
    """

    incident: Incident
    events: tuple[Event, ...]
    lines: int | None = None
    over: bool = False


def measure(
    cases: Sequence[Case],
    releases: Mapping[str, int],
    *,
    since: int,
    now: int,
    shown: str,
    limit: int = 0,
) -> MetricsResult:
    """The numbers from `since` (seconds since 1970) on.

    `releases`: release tag → when it was made; `limit`: lines of the budget.
    """
    counted = [
        case
        for case in cases
        if case.incident.closed not in NOT_COUNTED and seconds(case.incident.opened_at) >= since
    ]
    made = {tag for tag, when in releases.items() if when >= since}
    hotfixes = {case.incident.tag for case in counted} & made
    repaired = {case.incident.base.tag for case in counted if case.incident.branch} & set(releases)
    delays = [delay for case in counted for delay in _review_delay(case)]
    sizes = [case.lines for case in counted if case.lines is not None]
    actions = [action for case in cases for action in case.incident.actions]
    return MetricsResult(
        shown,
        len(counted),
        sum(1 for case in counted if not case.incident.closed),
        tuple(_of_severity(counted, severity) for severity in ("P0", "P1", "P2")),
        len(made),
        len(hotfixes),
        _share(len(repaired & made), len(made - hotfixes)),
        _share(len(hotfixes), len(made)),
        _middle(delays),
        _middle(sizes),
        max(sizes, default=None),
        limit,
        sum(map(_over_budget, counted)),
        sum(1 for a in actions if a.due and not a.done_at and seconds(a.due) < now),
    )


def restored_at(case: Case) -> int | None:
    """When production was well again: confirmed, else deployed; for one that was rolled back, when it was closed."""
    for step in PRODUCTION_STEPS:
        done = case.incident.steps.get(step)
        if done is not None and done.outcome == "done":
            return seconds(done.at)
    closed = case.incident.closed_at
    return seconds(closed) if closed else None


def began_at(case: Case) -> int:
    """When the impact began, as far as anybody said; else when the incident was opened."""
    return seconds(case.incident.impact.since) or seconds(case.incident.opened_at)


def _of_severity(cases: Sequence[Case], severity: str) -> SeverityMetrics:
    mine = [case for case in cases if case.incident.severity == severity]
    spans = [end - began_at(case) for case in mine if (end := restored_at(case)) is not None]
    spans = [max(span, 0) for span in spans]
    return SeverityMetrics(
        severity, len(mine), len(spans), _middle(spans), max(spans, default=None)
    )


def _review_delay(case: Case) -> Iterable[int]:
    """From the first request to the first approval after it; an approval nobody asked for took no time."""
    asked = next((e for e in case.events if e.type == "review-requested"), None)
    given = ("approved", "approval-fetched")
    approved = next((e for e in case.events if e.type in given), None)
    if asked is not None and approved is not None:
        yield max(seconds(approved.time) - seconds(asked.time), 0)


def _over_budget(case: Case) -> bool:
    return case.over or any(waiver.rule in BUDGET for waiver in case.incident.waivers)


def _middle(values: Sequence[int]) -> int | None:
    return int(median(values)) if values else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
