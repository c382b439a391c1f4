"""What monitoring has seen, as values: measurements, and what they make of each metric."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.analysis import BAD, Phase, Verdict, counted, decided, left
from gitfix.core.metric import Metric
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Reading:
    """What a provider answered: a value; or no data (`value` null and no `error`); or why there is no answer.

    `exit_code`: of a command. `ms`: milliseconds that it took.
    """

    value: object = None
    error: str = ""
    exit_code: int = 0
    ms: int = 0


@dataclass(frozen=True)
class Sample:
    """One measurement. `at` is ISO 8601, UTC; `why` says why it is Inconclusive or Error; `value` null: no data."""

    phase: Phase
    value: object
    at: str
    ms: int = 0
    why: str = ""


@dataclass(frozen=True)
class MetricRow:
    """A metric and all its measurements. `baseline`: the one that was taken before the deploy."""

    name: str
    provider: str
    phase: Phase
    why: str
    baseline: Sample | None
    samples: tuple[Sample, ...]
    symptom: bool = False
    wanted: int | None = None
    left: str = ""

    _private = ("left",)


def row(
    metric: Metric, samples: Sequence[Sample], baseline: Sample | None, *, terminating: bool = False
) -> MetricRow:
    """`metric` with what was measured, and where that leaves it."""
    phases = [sample.phase for sample in samples]
    before = baseline.phase if baseline else None
    verdict = decided(metric, phases, baseline=before, terminating=terminating)
    return MetricRow(
        metric.name,
        metric.provider,
        verdict.phase,
        _why(verdict, samples),
        baseline,
        tuple(samples),
        metric.symptom,
        metric.effective_count,
        left(metric, phases),
    )


def _why(verdict: Verdict, samples: Sequence[Sample]) -> str:
    """Why a metric is not well, with the last measurement's own words."""
    if verdict.phase not in BAD:
        return ""
    last = samples[-1].why if samples and samples[-1].phase == verdict.phase else ""
    return f"{verdict.why}; {last}" if last else verdict.why


def number(value: object) -> float | None:
    """The one number in a value, to be drawn; None where there is none, or more."""
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, (int, float)) else None


def shown(value: object) -> str:
    """A value in few characters."""
    found = number(value)
    if value is None:
        return "no data"
    if found is not None and not isinstance(value, bool):
        return f"{found:.4g}"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 20 else text[:19] + "…"


def line(found: MetricRow, sample: Sample) -> str:
    """One measurement in one line, for where nothing is drawn."""
    of = f"/{found.wanted}" if found.wanted else ""
    value = "-" if sample.phase == "Error" else shown(sample.value)
    parts = [f"{sample.at}  {found.name}  {value}  {sample.phase}"]
    if found.baseline and found.baseline.value is not None:
        parts.append(f"before: {shown(found.baseline.value)}")
    parts.append(f"{counted([one.phase for one in found.samples])}{of}")
    if sample.why:
        parts.append(sample.why)
    if found.phase in BAD:
        parts.append(f"ends here: {found.phase}" + (f", {found.why}" if found.why else ""))
    return "  ".join(parts)
