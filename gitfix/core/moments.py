"""Moments on three clocks: what happened to a machine between two of them, and times that never go back."""

from __future__ import annotations

from gitfix.core.value import dataclass

NOTICED = 5.0
"""Seconds from which on a difference between clocks is said."""


@dataclass(frozen=True)
class Moment:
    """One moment, in seconds: on the wall's clock, on one that stands still in sleep, and on one that does not.

    `boot`: which start of the machine the last two count from; empty where a system does not say.
    """

    wall: float
    awake: float
    whole: float
    boot: str = ""


def passed(before: Moment, after: Moment) -> float:
    """Seconds between two moments, sleep included, whatever was done to the wall's clock; after a restart, by that."""
    same = before.boot == after.boot and after.whole >= before.whole
    return after.whole - before.whole if same else max(after.wall - before.wall, 0.0)


def moved(before: Moment, after: Moment) -> float:
    """By how many seconds the wall's clock was set forward (or back, below 0) in between; 0 where that is not known."""
    if before.boot != after.boot:
        return 0.0
    found = (after.wall - before.wall) - (after.whole - before.whole)
    return found if abs(found) >= NOTICED else 0.0


def jump(before: Moment, after: Moment) -> str:
    """What happened to this machine between two moments: it slept, or its clock was set; nothing otherwise."""
    if before.boot != after.boot:
        return ""
    asleep = (after.whole - before.whole) - (after.awake - before.awake)
    set_by = moved(before, after)
    said = []
    if asleep >= NOTICED:
        said.append(f"this machine slept for {span(asleep)}, and nothing was measured")
    if set_by:
        way = "forward" if set_by > 0 else "back"
        said.append(f"the clock of this machine was set {way} by {span(abs(set_by))}")
    return "; ".join(said)


def ahead(before: Moment, after: Moment, so_far: float) -> float:
    """Seconds that are added to the wall's clock so that times never go back where it was set back.

    They go on from where they were; a clock that is set forward again takes that up first.
    """
    return max(so_far - moved(before, after), 0.0)


def span(seconds: float) -> str:
    """A span as people say it: `90 s`, `12 min`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole} s"
    if whole < 7200:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
