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


@pytest.mark.parametrize("uneven", [0.0, 0.02, 0.3])
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
