"""Prepared edits taken out of a change: exactly they, and every other line keeps its place."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.preparation import chained, edits_of, without
from tests.changes import hunk, modified

EDITS = {("v1", "v2"), ("w1", "w2")}
LINES = st.lists(st.sampled_from(["v1", "v2", "w1", "w2", "x", "y"]), max_size=6)


def test_a_bump_alone_leaves_nothing() -> None:
    change = modified("a.toml", hunk("v1", "v2"))
    assert without(change, EDITS).hunks == ()
    assert edits_of(change) == {("v1", "v2")}
    assert without(change, {("v1", "v3")}) is change


def test_lines_around_it_keep_their_numbers() -> None:
    change = modified("a.toml", hunk("x\nv1\ny", "X\nv2\nY\nZ"))
    (first, second) = without(change, EDITS).hunks
    start = change.hunks[0].new_start
    assert (first.removed, first.added, first.new_start) == (("x",), ("X",), start)
    assert (second.removed, second.added, second.new_start) == (("y",), ("Y", "Z"), start + 2)


def test_two_preparations_after_one_another() -> None:
    known = chained({"a": [{("v1", "v2")}, {("v2", "v3")}]})
    assert ("v1", "v3") in known["a"] and ("v3", "v1") not in known["a"]


@given(LINES, LINES)
def test_nothing_but_pairs_goes(removed: list[str], added: list[str]) -> None:
    """What goes is as many old lines as new ones, each one a known pair; the rest stays in its order."""
    change = modified("a", hunk("\n".join(removed), "\n".join(added)))
    whole = change.hunks[0]
    rest = without(change, EDITS).hunks
    gone_old = Counter(whole.removed) - Counter(line for one in rest for line in one.removed)
    gone_new = Counter(whole.added) - Counter(line for one in rest for line in one.added)
    become = dict(EDITS)
    assert Counter({become[line]: count for line, count in gone_old.items()}) == gone_new
    for one in rest:
        at = one.new_start - whole.new_start
        assert whole.added[at : at + len(one.added)] == one.added
        at = one.old_start - whole.old_start
        assert whole.removed[at : at + len(one.removed)] == one.removed
