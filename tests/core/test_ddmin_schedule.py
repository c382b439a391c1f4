"""How long a search takes when tests run side by side, on a clock of its own: no machine is part of the answer."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Collection
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core import ddmin as searching
from gitfix.core.ddmin import Reduced, ddmin

Kept = frozenset[int]


class Clock(Executor):
    """Tests that take the time that `seconds` says; only waiting for them lets it pass."""

    def __init__(self, seconds: Callable[[Kept], float]) -> None:
        self.now = 0.0
        self.busy = 0.0
        self.most = 0
        self._seconds = seconds
        self._under_way: list[tuple[float, int, Kept, Future[Any], Callable[..., Any]]] = []
        self._number = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (kept,) = args
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        self._number += 1
        end = self.now + self._seconds(kept)
        heapq.heappush(self._under_way, (end, self._number, kept, future, fn))
        self.most = max(self.most, len(self._under_way))
        return future

    def wait(
        self, fs: Collection[Future[Any]], timeout: float, return_when: str
    ) -> tuple[set[Future[Any]], set[Future[Any]]]:
        """`concurrent.futures.wait`, on this clock."""
        end, _, kept, future, oracle = heapq.heappop(self._under_way)
        self.busy += (end - self.now) * (len(self._under_way) + 1)
        self.now = end
        future.set_result(oracle(kept))
        assert future in fs, "what was given up no longer takes any time"
        return {future}, set(fs) - {future}

    def give_up(self, kept: Kept) -> None:
        """A test that is ended."""
        self._under_way = [row for row in self._under_way if row[2] != kept]
        heapq.heapify(self._under_way)


def timed(
    size: int, needed: Kept, width: int, seconds: Callable[[Kept], float], patch: pytest.MonkeyPatch
) -> tuple[Clock, Reduced[int]]:
    clock = Clock(
        lambda kept: seconds(kept) if kept else 0.0
    )  # without anything: known from the ends
    patch.setattr(searching, "wait", clock.wait)
    done = ddmin(
        range(size),
        lambda kept: needed <= kept,
        executor=clock,
        width=width,
        give_up=clock.give_up,
    )
    assert frozenset(done.kept) == needed
    assert clock.most <= width
    return clock, done


@pytest.mark.parametrize("uneven", [0.0, 0.3])
def test_two_at_once_take_well_below_two_thirds_of_the_time(
    uneven: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over many searches; a test's time differs by up to `uneven` from the next one's."""
    chance = random.Random(5)

    def seconds(kept: Kept) -> float:
        return 1 + chance.uniform(-uneven, uneven)

    alone = both = 0.0
    for size, count in ((12, 1), (12, 4), (30, 3), (60, 20)):
        for _ in range(12):
            needed = frozenset(chance.sample(range(size), count))
            alone += timed(size, needed, 1, seconds, monkeypatch)[0].now
            both += timed(size, needed, 2, seconds, monkeypatch)[0].now
    assert both <= 0.62 * alone


def test_what_is_given_up_costs_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve units of which four are needed, as `make bench` has them."""
    chance = random.Random(7)
    needed = frozenset((1, 4, 7, 10))
    rounds = [
        timed(12, needed, 2, lambda kept: 1 + chance.uniform(-0.1, 0.1), monkeypatch)[0].now
        for _ in range(20)
    ]
    alone = timed(12, needed, 1, lambda kept: 1.0, monkeypatch)[0].now
    assert sum(rounds) / len(rounds) <= 0.60 * alone


def test_with_both_ends_twice_two_at_once_take_six_tenths_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `gitfix minimize` goes about it: one end's second run at the start, the other's beside the last tests."""
    chance = random.Random(9)
    alone = both = 0.0
    for _ in range(30):
        needed = frozenset(chance.sample(range(12), 4))
        alone += 4 + timed(12, needed, 1, lambda kept: 1.0, monkeypatch)[0].now
        both += 1 + ends_and_all(needed, chance, monkeypatch)
    assert both <= 0.60 * alone


def ends_and_all(needed: Kept, chance: random.Random, patch: pytest.MonkeyPatch) -> float:
    """Seconds of a search by two, the second run of each end in it; the first runs are over."""
    clock = Clock(lambda kept: 0.0 if kept == frozenset() else 1 + chance.uniform(-0.1, 0.1))
    repeated: dict[Kept, float] = {}

    def spare(likely: Kept | None) -> None:
        for wrong in [kept for kept in repeated if kept != likely]:
            del repeated[wrong]
        if likely:
            repeated.setdefault(likely, clock.now + 1)

    patch.setattr(searching, "wait", clock.wait)
    done = ddmin(
        range(12),
        lambda kept: needed <= kept,
        executor=clock,
        width=2,
        give_up=clock.give_up,
        spare=spare,
    )
    kept = frozenset(done.kept)
    assert kept == needed
    # The other end's second run takes the place of a guess at the start: at most half a test for both.
    return max(repeated.get(kept, clock.now + 1), clock.now) + 0.5


def test_a_free_place_is_told_what_the_answer_will_likely_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(4)
    right = 0
    for _ in range(20):
        needed = frozenset(chance.sample(range(12), 4))
        told: list[Kept | None] = []
        clock = Clock(lambda kept: 1.0)
        monkeypatch.setattr(searching, "wait", clock.wait)
        done = ddmin(
            range(12),
            lambda kept, needed=needed: needed <= kept,  # type: ignore[misc]
            executor=clock,
            width=2,
            give_up=clock.give_up,
            spare=told.append,
        )
        assert frozenset(done.kept) == needed
        assert None in told
        right += told[-1] == needed
    assert right >= 15


@settings(deadline=None)
@given(st.data())
def test_the_answer_and_the_path_to_it_are_those_of_one_job(data: st.DataObject) -> None:
    """Whatever ends first, and whatever is given up on the way."""
    size = data.draw(st.integers(1, 14))
    needed = frozenset(data.draw(st.sets(st.integers(0, size - 1))))
    chance = random.Random(data.draw(st.integers(0, 1000)))
    width = data.draw(st.integers(2, 5))
    with pytest.MonkeyPatch.context() as patch:
        one = timed(size, needed, 1, lambda kept: 1.0, patch)[1]
        clock, many = timed(size, needed, width, lambda kept: chance.uniform(0.1, 3), patch)
    assert many.kept == one.kept
    assert many.one_minimal
    assert many.tests - many.guessed == one.tests
    assert clock.busy <= clock.now * width + 1e-6
