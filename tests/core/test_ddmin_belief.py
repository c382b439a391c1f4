"""What is held for likely, against brute force over all that may be needed."""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core import ddmin_belief
from gitfix.core.ddmin import ddmin
from gitfix.core.ddmin_belief import MULTIPLES, Belief


def brute(
    likely: list[float], reasons: list[frozenset[int]], gone: list[float], out: set[int]
) -> float:
    """How likely nothing of `out` is needed, over each multiple and each set of needed numbers."""
    passed = total = 0.0
    for multiple in MULTIPLES:
        odds = [multiple * one / (1 - one) for one in [*likely, *gone]]
        scaled = [one / (1 + one) for one in odds]
        for needed in product((False, True), repeat=len(likely)):
            weight = 1.0
            for chance, is_needed in zip(scaled, [*needed, *[False] * len(gone)], strict=True):
                weight *= chance if is_needed else 1 - chance
            if all(any(needed[one] for one in reason) for reason in reasons):
                total += weight
                if not any(needed[one] for one in out):
                    passed += weight
    return passed / total


@given(st.data())
def test_it_is_bayes_rule(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    chances = st.floats(0.01, 0.5)
    likely = data.draw(st.lists(chances, min_size=size, max_size=size))
    gone = data.draw(st.lists(chances, max_size=3))
    sets = st.frozensets(st.integers(0, size - 1), min_size=1)
    every = data.draw(st.lists(sets, max_size=4, unique=True))
    reasons = [one for one in every if not any(other < one for other in every)]
    out = set(data.draw(sets))
    belief = Belief(likely, reasons, gone)
    assert belief.passes(out) == pytest.approx(brute(likely, reasons, gone, out), abs=1e-6)
    for one, chance in enumerate(belief.chances()):
        assert chance == pytest.approx(1 - brute(likely, reasons, gone, {one}), abs=1e-6)


@given(st.data())
def test_more_reasons_than_can_be_reckoned_with_are_still_reasons(data: st.DataObject) -> None:
    """Likelihoods stay such, more out is never likelier to pass, and what lacks a whole reason does not."""
    size = 10
    sets = st.frozensets(st.integers(0, size - 1), min_size=2, max_size=4)
    every = data.draw(st.lists(sets, min_size=9, max_size=25, unique=True))
    reasons = [one for one in every if not any(other < one for other in every)]
    belief = Belief([0.2] * size, reasons)
    assert all(0 <= one <= 1 for one in belief.chances())
    order = data.draw(st.permutations(range(size)))
    passes = [belief.passes(set(order[:count])) for count in range(size + 1)]
    assert passes[0] == pytest.approx(1)
    assert all(a >= b - 1e-9 for a, b in pairwise(passes))
    assert all(belief.passes(reason) == pytest.approx(0, abs=1e-9) for reason in reasons)


def test_where_much_is_needed_the_rest_is_taken_to_be_likelier_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over many searches: that pays."""

    def runs() -> int:
        chance = random.Random(3)
        needed = [frozenset(chance.sample(range(60), 20)) for _ in range(6)]
        return sum(ddmin(range(60), lambda kept, n=n: n <= kept).tests for n in needed)

    learning = runs()
    monkeypatch.setattr(ddmin_belief, "MULTIPLES", (1.0,))
    assert learning < 0.9 * runs()
    assert (
        learning < 6 * 92
    )  # each alone would be asked about 60 times, and those that stay once more
