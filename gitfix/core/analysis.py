"""Decides what measurements mean, as Argo Rollouts does (its docs/features/analysis.md), and where gitfix is stricter.

Argo's rules: without a failure condition what does not succeed has failed, without a success condition what does not
fail has succeeded, and what does neither is inconclusive. More failures than `failure_limit`, more inconclusive
measurements than `inconclusive_limit`, or more errors in a row than `consecutive_error_limit` end a metric; errors do
not count towards `count`. The first metric that ends badly ends the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from gitfix.core.metric import ERROR_RETRY, Metric
from gitfix.core.text import plural
from gitfix.core.value import dataclass

Phase = Literal["Pending", "Running", "Successful", "Failed", "Error", "Inconclusive"]
BAD: tuple[Phase, ...] = ("Failed", "Error", "Inconclusive")
_ORDER: tuple[Phase, ...] = (
    *("Successful", "Running", "Pending"),
    *("Inconclusive", "Error", "Failed"),
)
"""From best to worst."""


@dataclass(frozen=True)
class Verdict:
    """A phase, and why it is not another one."""

    phase: Phase
    why: str = ""

    @property
    def ended(self) -> bool:
        """Whether no further measurement can change it."""
        return self.phase not in ("Pending", "Running")


def measured(metric: Metric, success: bool | None, failure: bool | None) -> Phase:
    """The phase of one measurement, from its conditions (None: the metric has no such condition)."""
    if failure is None:
        failure = success is False
    if success is None:
        success = not failure
    if failure:
        return "Failed"
    return "Successful" if success else "Inconclusive"


def errors_in_a_row(phases: Sequence[Phase]) -> int:
    """How many errors there were since anything else was measured."""
    count = 0
    while count < len(phases) and phases[-1 - count] == "Error":
        count += 1
    return count


def assessed(metric: Metric, phases: Sequence[Phase], *, terminating: bool = False) -> Verdict:
    """Where a metric stands after measurements with these phases: Argo's decision, to the letter.

    `terminating`: the run is being ended, because another metric has ended badly or because all the others have ended.
    """
    if not phases:
        return Verdict("Successful" if terminating else "Pending")
    for phase, limit in (
        ("Failed", metric.failure_limit),
        ("Inconclusive", metric.inconclusive_limit),
    ):
        found = phases.count(phase)
        if found > limit:
            which = "failure_limit" if phase == "Failed" else "inconclusive_limit"
            verdict: Phase = "Failed" if phase == "Failed" else "Inconclusive"
            return Verdict(verdict, f"{found} {phase.lower()}, {which} is {limit}")
    errors = errors_in_a_row(phases)
    if errors > metric.consecutive_error_limit:
        limit = metric.consecutive_error_limit
        return Verdict("Error", f"{errors} errors in a row, consecutive_error_limit is {limit}")
    count, wanted = counted(phases), metric.effective_count
    if (wanted is not None and count >= wanted) or terminating:
        return Verdict("Successful")
    return Verdict("Running")


def counted(phases: Sequence[Phase]) -> int:
    """How many of these measurements count: all but errors, which are taken again."""
    return sum(phase != "Error" for phase in phases)


def decided(
    metric: Metric,
    phases: Sequence[Phase],
    *,
    baseline: Phase | None = None,
    terminating: bool = False,
) -> Verdict:
    """`assessed`, and stricter: what was never seen to be well is Inconclusive, and a symptom has to have been there.

    `baseline`: the phase of the measurement that was taken before the deploy.
    """
    found = assessed(metric, phases, terminating=terminating)
    if found.phase != "Successful":
        return found
    if "Successful" not in phases:
        return Verdict("Inconclusive", "there is no measurement that says that it is well")
    if metric.symptom and baseline != "Failed":
        return Verdict("Inconclusive", _unseen(baseline))
    return found


def _unseen(baseline: Phase | None) -> str:
    if baseline is None:
        return "it was not measured before the deploy: whether it sees the fault is not known"
    if baseline == "Successful":
        return "it was well before the deploy, too: it does not see the fault"
    return "before the deploy it gave no answer: whether it sees the fault is not known"


def overall(verdicts: Iterable[Verdict]) -> Phase:
    """The phase of a run: the worst of its metrics."""
    return max((verdict.phase for verdict in verdicts), key=_ORDER.index, default="Pending")


def due(metric: Metric, started: float, ended: Sequence[float], phases: Sequence[Phase]) -> float:
    """When the next measurement is due: `initial_delay` after the start, later an interval after the last one's end.

    An error is taken again after the interval, or where there is none after ERROR_RETRY seconds.
    """
    if not ended:
        return started + metric.initial_delay
    if metric.interval:
        return ended[-1] + metric.interval
    return ended[-1] + (ERROR_RETRY if phases[-1] == "Error" else 0.0)


def left(metric: Metric, phases: Sequence[Phase]) -> str:
    """What would end it badly now, in words: for a person who watches."""
    rooms = (
        (metric.failure_limit - phases.count("Failed"), "failure"),
        (metric.inconclusive_limit - phases.count("Inconclusive"), "measurement without an answer"),
    )
    parts = [plural(room + 1, word) for room, word in rooms if room >= 0]
    errors = metric.consecutive_error_limit - errors_in_a_row(phases) + 1
    if errors_in_a_row(phases):
        parts.append(plural(errors, "error") + " in a row")
    return " or ".join(parts)
