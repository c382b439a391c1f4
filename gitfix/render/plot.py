"""A metric's measurements as an SVG: each in the colour of its verdict, with what was before, limit and deploy."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from gitfix.core.series import Point, Series
from gitfix.core.text import brief
from gitfix.core.when import seconds

HEIGHT, TOP, BOTTOM = 120, 14, 100
"""Pixels: of the whole, and between which the values lie."""
LOW, ROW = 36, 24
"""Pixels where there are no numbers: of the whole, and where the row is, below the name of a mark."""
LEFT, RIGHT = 3.0, 97.0
"""Per cent of the width, so that it fits a telephone and a wide screen alike."""
TONES = {"Successful": "well", "Failed": "ill"}


def plot(series: Series, deployed: str = "") -> str:
    """The measurements over time; in one row where they are no numbers.

    `deployed`: when, ISO 8601; empty where that is not known.
    """
    values = [one.value for one in series.points if one.value is not None]
    if not values:
        return _row(series, deployed)
    guides = [one for one in (series.baseline, series.limit) if one is not None]
    low, high = min(*values, *guides, values[0]), max(*values, *guides, values[0])
    if low == high:
        low, high = low - (abs(low) or 1), high + (abs(high) or 1)
    x, mark = _places(series.points, deployed)

    def y(value: float) -> float:
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    parts = [_deploy(mark, HEIGHT)]
    for name, value in (("before", series.baseline), ("limit", series.limit)):
        if value is not None:
            parts.append(_guide(name, y(value)))
    drawn = [(at, one) for at, one in zip(x, series.points, strict=True) if one.value is not None]
    for (at, one), (then, other) in pairwise(drawn):
        ends = f'x1="{at:.2f}%" y1="{y(one.value or 0):.1f}" x2="{then:.2f}%" y2="{y(other.value or 0):.1f}"'
        parts.append(f'<line class="course" {ends}/>')
    for at, one in zip(x, series.points, strict=True):
        parts.append(_mark(at, y(one.value) if one.value is not None else BOTTOM, one))
    return _svg(series, HEIGHT, "".join(parts))


def _row(series: Series, deployed: str) -> str:
    x, mark = _places(series.points, deployed)
    marks = "".join(_mark(at, ROW, one) for at, one in zip(x, series.points, strict=True))
    return _svg(series, LOW, _deploy(mark, LOW) + marks)


def begins(series: Series, deployed: str) -> str:
    """When the picture begins, ISO 8601: with the first measurement, or the deploy shortly before."""
    first, _ = _frame([seconds(one.at) for one in series.points], deployed)
    return deployed if deployed and first == seconds(deployed) else series.points[0].at


def _frame(times: list[int], deployed: str) -> tuple[int, int]:
    """From when to when: the deploy is in it, where that was no longer before than all measurements took."""
    first, last = min(times), max(times)
    then = seconds(deployed) if deployed else 0
    return (then if 0 < first - then <= last - first else first), last


def _places(points: tuple[Point, ...], deployed: str) -> tuple[list[float], float | None]:
    """To scale, with the deploy where it is in the picture; side by side where the times do not tell them apart."""
    times = [seconds(one.at) for one in points]
    if max(times) - min(times) < len(points) - 1:
        size = max(len(points) - 1, 1)
        return [LEFT + (RIGHT - LEFT) * at / size for at in range(len(points))], None
    first, last = _frame(times, deployed)
    span = last - first or 1
    then = seconds(deployed) if deployed else -1
    places = [LEFT + (RIGHT - LEFT) * (one - first) / span for one in (*times, then)]
    return places[:-1], places[-1] if first <= then <= last else None


def _deploy(x: float | None, height: int) -> str:
    """A line down, named on the side where there is room."""
    if x is None:
        return ""
    side, room = ("end", -4) if x > 60 else ("start", 4)
    return (
        f'<line class="deployed" x1="{x:.2f}%" y1="0" x2="{x:.2f}%" y2="{height}"/>'
        f'<text x="{x:.2f}%" y="10" dx="{room}" text-anchor="{side}">deployed</text>'
    )


def _guide(name: str, y: float) -> str:
    return f'<line class="{name}" x1="0" y1="{y:.1f}" x2="100%" y2="{y:.1f}"/>'


def _mark(x: float, y: float, point: Point) -> str:
    tone = TONES.get(point.phase, "unsure")
    value = f"{point.value:g}" if point.value is not None else "no number"
    told = escape(brief(f"{point.at}: {value}, {point.phase}", 80))
    return (
        f'<circle class="{tone}" cx="{x:.2f}%" cy="{y:.1f}" r="3.5"><title>{told}</title></circle>'
    )


def _svg(series: Series, height: int, inside: str) -> str:
    label = escape(brief(f"{series.name}: {series.measured} measurements", 120))
    return f'<svg class="plot" role="img" aria-label="{label}" width="100%" height="{height}">{inside}</svg>'
