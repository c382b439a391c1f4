"""The introducing commit survives its way through the record, and hostile events do no harm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.culprit import (
    TIERS,
    Arrival,
    Candidate,
    Culprit,
    CulpritResult,
    HeldBy,
    Other,
    Size,
)
from gitfix.core.event import Actor, Event
from gitfix.core.fold_culprit import RUNNERS_UP, event_data
from gitfix.core.incident_fold import fold
from gitfix.core.names import Oid

A, B = Oid("a" * 40), Oid("b" * 40)
FIRST = Candidate(
    A,
    0.81,
    "strong",
    "v2.3.0",
    61,
    "last changed the line that the fix takes out",
    "Carts may be empty",
    "2026-09-01T10:00:00Z",
    Arrival(B, "Merge pull request #41", 41),
    ("v2.3.0", "v2.4.0"),
    (HeldBy("main", "contains", A), HeldBy("release/2.3", "picked", B)),
    Size(3, 20, 4),
    "no test file changed with it",
)


def _event(data: Any) -> Event:
    git = {"branch": "refs/heads/hotfix/2.4.1", "head": B, "tree": A}
    return Event(
        "2026-11-03-k7q2", "culprit", Actor("ada", "a@b"), "2026-11-03T10:00:00Z", 1, "n", git=git, data=data
    )  # fmt: skip


def _through(result: CulpritResult) -> Culprit:
    event = Event.from_json(_event(event_data(result, "pytest -q")).to_json())
    found = fold([(Oid("c" * 40), event)]).culprit
    assert found is not None
    return found


def test_what_was_found_is_what_is_recorded() -> None:
    second = replace(FIRST, commit=B, tier="weak", confidence=0.31)
    found = _through(CulpritResult((FIRST, second), True, FIRST.affected_tags, B, B, A))
    assert found.found == FIRST
    assert found.confirmed
    assert found.others == (Other(B, 0.31, "weak"),)
    assert (found.test, found.head, found.tree, found.by) == ("pytest -q", B, A, "ada")


def test_few_runners_up_are_recorded() -> None:
    many = (FIRST,) * 40
    assert len(_through(CulpritResult(many, False, (), B, B, A)).others) == RUNNERS_UP


def test_the_last_word_counts() -> None:
    rows = [
        (Oid(f"{n:040x}"), replace(_event({"commit": commit}), clock=n))
        for n, commit in enumerate((A, B), 1)
    ]
    found = fold(rows).culprit
    assert found is not None
    assert found.found.commit == B


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from([*event_data(CulpritResult((FIRST,), True, (), B, B, A), ""), "branch"])


@given(st.dictionaries(KEYS, JSON))
def test_an_event_may_hold_anything(data: dict[str, Any]) -> None:
    found = fold([(A, _event(data))]).culprit
    if found is not None:
        assert isinstance(found.found.commit, Oid)
        assert 0 <= found.found.confidence <= 1
        assert found.found.tier in TIERS
