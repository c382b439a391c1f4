"""The measurements of a monitoring as they are drawn: no peak is lost, and what somebody wrote is data."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.series import POINTS, Point, Series, read_series, thinned
from gitfix.render.plot import begins, plot

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.floats()),
)
SAMPLES = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.sampled_from(["2026-11-23T20:04:58Z", "2026-11-23T21:04:58Z", "", "never"]),
            "phase": st.sampled_from(["Successful", "Failed", "Error", "<b>"]),
            "value": VALUES,
        }
    ),
    max_size=30,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.text(max_size=30),
            "phase": st.text(max_size=10),
            "success_condition": st.sampled_from(["result < 5", "result[0] >= 0.05", "all(x)"]),
            "baseline": st.one_of(st.none(), st.fixed_dictionaries({"value": VALUES})),
            "samples": SAMPLES,
        }
    ),
    max_size=4,
)


class Strict(HTMLParser):
    """Counts what is opened, and knows which names there may be."""

    names = frozenset({"svg", "line", "circle", "title", "text"})

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in self.names and not any(name.startswith("on") for name, _ in attrs)
        self.inside(attrs)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.handle_starttag(tag, attrs)

    def inside(self, attrs: Any) -> None:
        for name, value in attrs:
            if name in ("x", "x1", "y1", "x2", "y2", "cx", "cy"):
                assert -1 <= float(value.rstrip("%")) <= 130, (name, value)


@given(ROWS, st.sampled_from(["", "never", "2026-11-23T20:04:00Z", "2026-11-23T20:34:58Z"]))
def test_whatever_was_measured_is_drawn_inside_of_its_frame(
    rows: list[dict[str, Any]], deployed: str
) -> None:
    series = read_series(json.dumps({"metrics": rows}).encode())
    assert [one.measured for one in series] == [
        len(row["samples"]) for row in rows if row["samples"]
    ]
    for one in series:
        reader = Strict()
        reader.feed(plot(one, deployed))
        reader.close()


@given(st.binary(max_size=60))
def test_nonsense_draws_nothing(data: bytes) -> None:
    assert read_series(data) == ()


def test_deep_or_strange_documents_draw_nothing() -> None:
    for text in ("[" * 100_000, '{"metrics": 3}', '{"metrics": [[], {"samples": "x"}]}', "NaN"):
        assert read_series(text.encode()) == ()


@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=1, max_size=2_000))
def test_few_points_are_left_and_both_ends_of_the_scale(values: list[float | None]) -> None:
    points = [Point("", "Successful", value) for value in values]
    found = thinned(points, 40)
    assert len(found) <= max(40, 1) and set(found) <= set(points)
    known = [value for value in values if value is not None]
    left = [one.value for one in found if one.value is not None]
    if known:
        assert (min(left), max(left)) == (min(known), max(known))
    assert POINTS >= 100


def test_the_limit_is_read_from_a_plain_condition() -> None:
    def limit(condition: str) -> float | None:
        row = {"name": "x", "success_condition": condition, "samples": [{"value": 1}]}
        return read_series(json.dumps({"metrics": [row]}).encode())[0].limit

    assert limit("result < 0.05") == 0.05 and limit(" result[0] >= -1e3 ") == -1000
    assert limit("result < 5 and result > 1") is None and limit("len(result) < 5") is None


def measured(*at: str) -> Series:
    points = tuple(Point(f"2026-11-23T{time}:00Z", "Successful", 1.0) for time in at)
    return Series("errors", "Successful", points, None, "", None, len(points))


@pytest.mark.parametrize(
    ("deployed", "place", "begin"),
    [
        ("20:15", "50.00%", "20:10"),
        ("20:10", "3.00%", "20:10"),
        ("20:00", "3.00%", "20:00"),
        ("19:00", "", "20:10"),
        ("20:30", "", "20:10"),
    ],
    ids=["between", "with-the-first", "shortly-before", "long-before", "after"],
)
def test_the_deploy_is_a_line_where_it_is_in_the_picture(
    deployed: str, place: str, begin: str
) -> None:
    when = f"2026-11-23T{deployed}:00Z"
    series = measured("20:10", "20:20")
    drawn = plot(series, when)
    assert (f'<line class="deployed" x1="{place}"' in drawn) is bool(place)
    assert drawn.count(">deployed<") == bool(place)
    assert begins(series, when) == f"2026-11-23T{begin}:00Z"
    assert "deployed" not in plot(series)


def test_a_deploy_at_the_right_end_is_named_to_its_left() -> None:
    assert 'text-anchor="end">deployed' in plot(measured("20:10", "20:20"), "2026-11-23T20:20:00Z")
