"""A metric's measurements as an SVG: each in the colour of its verdict, with what was before, and the limit."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from gitfix.core.series import Point, Series
from gitfix.core.text import printable, shorten
from gitfix.core.when import seconds

HEIGHT, TOP, BOTTOM = 120, 14, 100
"""Pixels: of the whole, and between which the values lie."""
LEFT, RIGHT = 3.0, 97.0
"""Per cent of the width, so that it fits a telephone and a wide screen alike."""
TONES = {"Successful": "well", "Failed": "ill"}


def plot(series: Series) -> str:
    """The measurements over time; in one row where they are no numbers."""
    values = [one.value for one in series.points if one.value is not None]
    if not values:
        return _row(series)
    guides = [one for one in (series.baseline, series.limit) if one is not None]
    low, high = min(*values, *guides, values[0]), max(*values, *guides, values[0])
    if low == high:
        low, high = low - (abs(low) or 1), high + (abs(high) or 1)
    x = _places(series.points)

    def y(value: float) -> float:
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)

    parts = []
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


def _row(series: Series) -> str:
    marks = "".join(
        _mark(at, 14, one) for at, one in zip(_places(series.points), series.points, strict=True)
    )
    return _svg(series, 28, marks)


def _places(points: tuple[Point, ...]) -> list[float]:
    """To scale; side by side where the times do not tell them apart."""
    times = [seconds(one.at) for one in points]
    first, last = min(times), max(times)
    span = last - first
    if span < len(points) - 1:
        times, first, span = list(range(len(points))), 0, max(len(points) - 1, 1)
    return [LEFT + (RIGHT - LEFT) * (one - first) / (span or 1) for one in times]


def _guide(name: str, y: float) -> str:
    return f'<line class="{name}" x1="0" y1="{y:.1f}" x2="100%" y2="{y:.1f}"/>'


def _mark(x: float, y: float, point: Point) -> str:
    tone = TONES.get(point.phase, "unsure")
    value = f"{point.value:g}" if point.value is not None else "no number"
    told = escape(printable(shorten(f"{point.at}: {value}, {point.phase}", 80)))
    return (
        f'<circle class="{tone}" cx="{x:.2f}%" cy="{y:.1f}" r="3.5"><title>{told}</title></circle>'
    )


def _svg(series: Series, height: int, inside: str) -> str:
    label = escape(printable(shorten(f"{series.name}: {series.measured} measurements", 120)))
    return f'<svg class="plot" role="img" aria-label="{label}" width="100%" height="{height}">{inside}</svg>'
