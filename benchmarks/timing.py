"""Times commands in turns (A B A B …), so that all of them meet the same noise."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WARM_UP = 2
"""Rounds that are not counted: they fill the caches of the disk and of Python."""


class Failed(Exception):
    """A measured command did not do what it was measured for."""


def _nothing(_: int) -> None:
    pass


@dataclass(frozen=True)
class Side:
    """One command. `before` and `after` get the round's number and are not timed; `after` may raise Failed."""

    name: str
    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    input: Path = Path(os.devnull)
    before: Callable[[int], None] = _nothing
    after: Callable[[int], None] = _nothing


@dataclass(frozen=True)
class Times:
    """The milliseconds of one command, round by round, on the clock and on the processor (children included)."""

    milliseconds: tuple[float, ...]
    processor: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def least(self) -> float:
        return min(self.milliseconds)

    @property
    def most(self) -> float:
        return max(self.milliseconds)

    @property
    def work(self) -> Times:
        """The processor's time in place of the clock's: other programs hardly change it."""
        return Times(self.processor)

    def over(self, other: Times) -> float:
        """By how much this was slower, in milliseconds: the median of the rounds' differences."""
        pairs = zip(self.milliseconds, other.milliseconds, strict=True)
        return statistics.median(mine - theirs for mine, theirs in pairs)


def in_turns(sides: Sequence[Side], runs: int) -> tuple[Times, ...]:
    """Run all sides `runs` times, one after the other in each round; Failed when one ends with an error."""
    taken: list[list[tuple[float, float]]] = [[] for _ in sides]
    for number in range(-WARM_UP, runs):
        for side, times in zip(sides, taken, strict=True):
            side.before(number)
            once = _run(side)
            side.after(number)
            if number >= 0:
                times.append(once)
    return tuple(Times(*zip(*times, strict=True)) for times in taken)


def _run(side: Side) -> tuple[float, float]:
    # Into a file and not a pipe: nobody has to empty a file while the clock runs.
    with side.input.open("rb") as given, tempfile.TemporaryFile() as words:
        started = time.perf_counter()
        child = subprocess.Popen(
            side.argv,
            cwd=side.cwd,
            env=dict(side.env),
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        _, status, used = os.wait4(child.pid, 0)
        taken = (time.perf_counter() - started) * 1000
        code = child.returncode = os.waitstatus_to_exitcode(status)
        if code:
            words.seek(0)
            said = words.read().decode("utf-8", "replace").strip()
            raise Failed(f"{side.name} ended with {code}: {' '.join(side.argv)}\n{said}")
    return taken, (used.ru_utime + used.ru_stime) * 1000
