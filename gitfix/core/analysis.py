"""Decides what measurements mean, as Argo Rollouts does (docs/argo.md has it row by row), and where gitfix is stricter.

Argo's rules: without a failure condition what does not succeed has failed, without a success condition what does not
fail has succeeded, and what does neither is inconclusive. More failures than `failure_limit`, more inconclusive
measurements than `inconclusive_limit`, or more errors in a row than `consecutive_error_limit` end a metric, and so do
as many successes in a row as `consecutive_success_limit`; errors do not count towards `count`. What has ended stays as
it ended. The first metric that ends badly ends the run.
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


def in_a_row(phases: Sequence[Phase], phase: Phase) -> int:
    """How many of the last measurements had this phase, and nothing between them."""
    count = 0
    while count < len(phases) and phases[-1 - count] == phase:
        count += 1
    return count


def assessed(metric: Metric, phases: Sequence[Phase], *, terminating: bool = False) -> Verdict:
    """Where a metric stands after measurements with these phases: Argo's decision, to the letter.

    `terminating`: the run is being ended, because another metric has ended badly or because all the others have ended.
    """
    if not phases:
        return Verdict("Successful" if terminating else "Pending")
    seen: dict[Phase, int] = {}
    row = 0
    for number, phase in enumerate(phases):
        seen[phase] = seen.get(phase, 0) + 1
        row = row + 1 if number and phases[number - 1] == phase else 1
        if (ended := _ended(metric, phase, seen, row)) is not None:
            return ended
    return Verdict("Successful" if terminating else "Running")


def _ended(metric: Metric, phase: Phase, seen: dict[Phase, int], row: int) -> Verdict | None:
    """How a measurement ends the metric; None where it does not.

    `seen`: how many there were of each phase, this one included; `row`: how many of this one's without a break.
    """
    found = seen[phase]
    if phase == "Failed" and 0 <= (limit := metric.failure_limit) < found:
        return Verdict("Failed", f"{found} failed, failure_limit is {limit}")
    if phase == "Inconclusive" and found > (limit := metric.inconclusive_limit):
        return Verdict("Inconclusive", f"{found} inconclusive, inconclusive_limit is {limit}")
    if phase == "Error" and row > (limit := metric.consecutive_error_limit):
        return Verdict("Error", f"{row} errors in a row, consecutive_error_limit is {limit}")
    limit = metric.consecutive_success_limit
    if phase == "Successful" and 0 < limit <= row:
        return Verdict("Successful")
    count = sum(seen.values()) - seen.get("Error", 0)
    if (wanted := metric.effective_count) is None or count < wanted:
        return None
    if not limit:
        return Verdict("Successful")
    never = f"it was never well {limit} times in a row, as consecutive_success_limit wants it"
    return Verdict("Failed" if metric.failure_limit < 0 else "Inconclusive", never)


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

    An error is taken again after ERROR_RETRY seconds, sooner where the interval is shorter.
    """
    if not ended:
        return started + metric.initial_delay
    if phases[-1] == "Error":
        return ended[-1] + min(metric.interval or ERROR_RETRY, ERROR_RETRY)
    return ended[-1] + metric.interval


def left(metric: Metric, phases: Sequence[Phase]) -> str:
    """What would end it badly now, in words: for a person who watches."""
    rooms = (
        (metric.failure_limit - phases.count("Failed"), "more failure", "more failures"),
        (metric.inconclusive_limit - phases.count("Inconclusive"), "more without an answer", ""),
    )
    parts = [plural(room + 1, word, many or word) for room, word, many in rooms if room >= 0]
    errors = metric.consecutive_error_limit - in_a_row(phases, "Error") + 1
    if in_a_row(phases, "Error"):
        parts.append(plural(errors, "more error in a row", "more errors in a row"))
    return ", or ".join(parts)
