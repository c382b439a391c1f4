"""What is measured: a name, the commands that take turns, and how their times become one number with a limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.timing import Side, Times, in_turns


@dataclass(frozen=True)
class Measure:
    """`value` makes one number of the times of `sides`, in their order; at most `limit` is ok (None: whatever it is).
    `unit`: C, ms, or what the number is a multiple of. `aim`: better than the limit, and wished for. `missing`: why
    it cannot run.
    """

    name: str
    what: str
    limit: float | None
    unit: str
    value: Callable[[Sequence[Times]], float]
    sides: Callable[[], Sequence[Side]]
    aim: float | None = None
    missing: str = ""


@dataclass(frozen=True)
class Result:
    """A measure that ran. `least`: the number that the fastest round of each side makes, of use on an
    idle machine; `work`: the number that the processor's time makes, which tells a slow gitfix from a busy machine."""

    measure: Measure
    value: float
    least: float
    work: float
    times: tuple[tuple[str, Times], ...]

    @property
    def verdict(self) -> str:
        limit = self.measure.limit
        return "" if limit is None else "ok" if self.value <= limit else "over"


def run(measure: Measure, runs: int) -> Result:
    """Measure it."""
    sides = measure.sides()
    times = in_turns(sides, runs)
    least = measure.value([Times((one.least,)) for one in times])
    named = tuple((side.name, one) for side, one in zip(sides, times, strict=True))
    work = measure.value([one.work for one in times])
    return Result(measure, measure.value(times), least, work, named)


def ratio(times: Sequence[Times]) -> float:
    """The first as a multiple of the second."""
    return times[0].median / times[1].median


def difference(times: Sequence[Times]) -> float:
    """The first over the second, in milliseconds."""
    return times[0].over(times[1])
