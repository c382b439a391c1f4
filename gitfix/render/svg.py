"""The timeline of an incident as an SVG: to scale, in percent, so that it fits a telephone and a wide screen alike."""

from __future__ import annotations

from html import escape

from gitfix.core.times import Moment, Times
from gitfix.core.when import seconds

NEAR = 7.0
"""Per cent of the width that a number needs on a narrow screen."""
LANE = 24
"""Pixels of one row of numbers."""


def timeline(times: Times) -> str:
    """A bar from the first moment to the last, numbered marks on it; nothing with fewer than two moments."""
    moments = times.moments
    if len(moments) < 2:
        return ""
    first, last = seconds(moments[0].at), seconds(moments[-1].at)
    whole = max(last - first, 1)
    at = [2 + 96 * (seconds(one.at) - first) / whole for one in moments]
    lanes = _lanes(at)
    height = 40 + LANE * (max(lanes) + 1)
    marks = "".join(map(_mark, range(1, len(moments) + 1), at, lanes, moments))
    return (
        f'<svg class="timeline" role="img" aria-label="Timeline" width="100%" height="{height}">'
        f"<title>Timeline, to scale</title>{_bar(times, first, whole)}{marks}</svg>"
    )


def _bar(times: Times, first: int, whole: int) -> str:
    """The line, and on it what users felt: from the beginning of the impact until production was well again."""
    line = '<rect class="line" x="2%" y="12" width="96%" height="6" rx="3"/>'
    began = times.at("began") or times.at("opened")
    ended = times.at("confirmed") or times.at("deployed") or times.at("closed")
    if not began or not ended or seconds(ended) <= seconds(began):
        return line
    left = 2 + 96 * (seconds(began) - first) / whole
    width = 96 * (seconds(ended) - seconds(began)) / whole
    return (
        f'{line}<rect class="felt" x="{left:.2f}%" y="12" width="{width:.2f}%" height="6" rx="3"/>'
    )


def _lanes(at: list[float]) -> list[int]:
    """The row of each number: the first one in which it does not lie on the one before."""
    ends: list[float] = []
    found = []
    for place in at:
        lane = next((n for n, end in enumerate(ends) if place - end >= NEAR), len(ends))
        ends[lane : lane + 1] = [place]
        found.append(lane)
    return found


def _mark(number: int, at: float, lane: int, moment: Moment) -> str:
    y = 40 + LANE * lane
    told = escape(f"{moment.words}, {moment.at}")
    return (
        f'<g class="mark"><title>{told}</title>'
        f'<line x1="{at:.2f}%" y1="15" x2="{at:.2f}%" y2="{y}"/>'
        f'<circle cx="{at:.2f}%" cy="15" r="6"/>'
        f'<circle class="number" cx="{at:.2f}%" cy="{y}" r="10"/>'
        f'<text x="{at:.2f}%" y="{y + 4}" text-anchor="middle">{number}</text></g>'
    )
