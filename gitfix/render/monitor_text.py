"""Metrics for people: a line each with its course, how it was before, and what would fail it."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.analysis import counted
from gitfix.core.monitor import MetricRow, Sample, number, shown
from gitfix.core.text import brief, printable
from gitfix.render.style import Style

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.,-=+*#"
SPARK = 24
"""Measurements that are drawn, the newest ones."""
VALUE = 20
"""Columns of a value that is a text."""
SHORTEST = 5
"""Columns, the space before it included, on which no course can be seen."""
ROLES = {"Successful": "ok", "Failed": "error", "Error": "error", "Inconclusive": "warning"}


def spark(samples: Sequence[Sample], style: Style, room: int = SPARK) -> str:
    """The course of a metric, in `room` columns at most; `!` is an error, `?` no data."""
    last = samples[-min(room, SPARK) :]
    values = [number(sample.value) for sample in last]
    there = [value for value in values if value is not None and abs(value) != float("inf")]
    least, most = min(there, default=0.0), max(there, default=0.0)
    bars = _ASCII_BARS if style.ascii else _BARS
    drawn = []
    for sample, value in zip(last, values, strict=True):
        if sample.phase == "Error":
            drawn.append("!")
        elif value is None:
            drawn.append("?")
        else:
            height = (value - least) / (most - least) if most > least else 0.0
            drawn.append(bars[min(round(height * (len(bars) - 1)), len(bars) - 1)])
    return "".join(drawn)


def metric_lines(rows: Sequence[MetricRow], style: Style, *, live: bool = False) -> list[str]:
    """A line per metric, and below it why it is not well, or what would end it."""
    # The rest of a line is about so wide; a name is cut before a number is.
    most = min(max(style.width - 47, 8), 24)
    width = min(max((len(printable(one.name)) for one in rows), default=0), most)
    lines = []
    for one in rows:
        lines.append(_line(one, width, style))
        more = one.why
        if live and not more and one.phase in ("Running", "Pending") and one.left:
            more = f"would end it: {one.left}"
        if more:
            lines.append(style.paint("dim", f"    {brief(more, style.width - 6)}"))
    return lines


def _line(one: MetricRow, width: int, style: Style) -> str:
    of = f"/{one.wanted}" if one.wanted else ""
    name = f"  {brief(one.name, width):<{width}}"
    word = f"{one.phase:<12}"
    count = f"{counted([sample.phase for sample in one.samples])}{of}"
    now = brief(shown(one.samples[-1].value), VALUE) if one.samples else ""
    before = f"before {brief(shown(one.baseline.value), VALUE)}" if one.baseline else ""
    there = [len(text) + 2 for text in (word, count, now, before) if text]
    room = style.width - len(name) - sum(there)
    if room < 0:
        before = ""
    course = spark(one.samples, style, room - 2) if room > SHORTEST else ""
    painted = (style.paint(ROLES.get(one.phase, ""), word), count, course, now)
    parts = (name, *painted, style.paint("dim", before) if before else "")
    return "  ".join(part for part in parts if part)


def live_lines(view: object, style: Style) -> list[str]:
    """What is on the screen while it goes on: (rows, seconds until the next measurement)."""
    assert isinstance(view, tuple)
    rows, rest = view
    lines = metric_lines(rows, style, live=True)
    wait = f"next measurement in {rest:.0f} s" if rest >= 1 else "measuring"
    return [
        *lines,
        style.paint("dim", f"  {wait}; ^C stops, gitfix run monitoring --resume goes on"),
    ]
