"""Metrics on a screen: every line fits, whatever its width, and says what matters most."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gitfix.core.analysis import Phase
from gitfix.core.metric import Metric
from gitfix.core.monitor import MetricRow, Sample, row
from gitfix.render.monitor_text import live_lines, metric_lines, spark
from gitfix.render.style import Style

NAME = "latency-of-the-checkout-page"


def samples(phases: str, value: object = 0.25) -> list[Sample]:
    words: dict[str, Phase] = {"S": "Successful", "F": "Failed", "E": "Error", "I": "Inconclusive"}
    return [Sample(words[one], value, "2026-11-23T20:00:00Z") for one in phases]


def metric(name: str, phases: str, value: object = 0.25, **more: object) -> MetricRow:
    usual = {"interval": 1.0, "count": 60, "success_condition": "result < 1"}
    one = Metric(name, "command", **{**usual, **more})  # type: ignore[arg-type]
    before = Sample("Failed", 1234.5678, "2026-11-23T19:00:00Z")
    return row(one, samples(phases, value), before)


WIDTHS = st.integers(40, 200)


@example(40, "E", "0000000000" + "\x1f" * 5, "\x1f" * 9, False)  # it is wider as it is shown
@given(
    WIDTHS,
    st.text("SFEI", max_size=60),
    st.one_of(st.none(), st.floats(allow_nan=False), st.text(max_size=40)),
    st.text(st.characters(blacklist_categories=("Cs",), max_codepoint=0x2FF), max_size=40),
    st.booleans(),
)
def test_every_line_fits(width: int, phases: str, value: object, name: str, live: bool) -> None:
    limits = {"failure_limit": 30, "inconclusive_limit": 30}
    style = Style(width=width)
    for line in metric_lines([metric(name, phases, value, **limits)], style, live=live):
        assert len(line) <= max(width, 60) and "\n" not in line


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_phase_count_and_value_are_there_on_every_screen(width: int) -> None:
    (line, *_) = metric_lines([metric(NAME, "S" * 30)], Style(width=width))
    assert "Running" in line and "30/60" in line and " 0.25" in line
    assert len(line) <= width
    assert ("before 1235" in line) == (width >= 60)


def test_the_newest_part_of_the_course_is_drawn_where_there_is_room() -> None:
    found = metric("errors", "S" * 30)
    assert spark(found.samples, Style(), 7) == "▁" * 7
    wide, narrow = (metric_lines([found], Style(width=width))[0] for width in (120, 70))
    assert wide.count("▁") == 24 > narrow.count("▁") > 3


@pytest.mark.parametrize(
    ("phases", "said"),
    [
        ("", "would end it: 3 more failures, or 1 more without an answer"),
        ("FF", "would end it: 1 more failure, or 1 more without an answer"),
        ("E", "or 4 more errors in a row"),
    ],
)
def test_it_says_what_would_end_it(phases: str, said: str) -> None:
    lines = live_lines(([metric("errors", phases, failure_limit=2)], 3.0), Style(width=100))
    assert said in "\n".join(lines)
    assert lines[-1].strip().startswith("next measurement in 3 s; ^C stops")


def test_all_phases_are_known_to_it() -> None:
    for phase in get_args(Phase):
        assert phase in metric_lines([MetricRow("m", "command", phase, "", None, ())], Style())[0]
