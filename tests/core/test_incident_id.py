"""Incident ids: made, recognised and abbreviated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.incident_id import is_incident_id, make, matching

ONE, TWO = "2026-11-03-k7q2", "2026-11-04-b3xz"
IDS = st.builds(
    make,
    st.dates().map(str),
    st.text(alphabet="abcdefghjkmnpqrstuvwxyz23456789", min_size=4, max_size=4),
)


@given(IDS)
def test_what_is_made_is_an_id(one: str) -> None:
    assert is_incident_id(one)
    assert matching(one, [one]) == [one]
    assert matching(one[-4:].upper(), [one]) == [one]


@pytest.mark.parametrize(
    "text",
    ["", "k7q2", "2026-11-03", "2026-11-03-K7Q2", f"{ONE}\n", f" {ONE}", f"{ONE}/x", "٢٠٢٦-11-03-k7q2"],
)  # fmt: skip
def test_what_is_no_id(text: str) -> None:
    assert not is_incident_id(text)


def test_abbreviations() -> None:
    assert matching("k7q2", [ONE, TWO]) == [ONE]
    assert matching("2026-11-04", [ONE, TWO]) == [TWO]
    assert matching("2026-11", [ONE, TWO]) == [ONE, TWO]
    assert matching("7q2", [ONE, TWO]) == []
    assert matching("", [ONE, TWO]) == []
    assert matching(ONE, [ONE + "a", ONE]) == [ONE]
