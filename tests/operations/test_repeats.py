"""Runs made once more beside a search: once each, ended when nobody wants them, again where time ended them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest

from gitfix.core.names import TreeId
from gitfix.operations.minimize_result import state_of
from gitfix.operations.minimize_search import Found
from gitfix.operations.repeats import Repeats
from gitfix.operations.trials import Stopped, Trials

ONE, OTHER = TreeId("1" * 40), TreeId("2" * 40)
WAIT = 30


class Runs:
    """What stands for the trials: a run lasts until it is let go or unwanted, and the first ones may be ended."""

    def __init__(self, jobs: int, ended: int = 0) -> None:
        self.executor = ThreadPoolExecutor(jobs)
        self.begun: list[str] = []
        self.go = threading.Event()
        self.unwanted = threading.Event()
        self._ended = ended

    def ask(self, tree: TreeId, *, again: bool, stop: Callable[[], bool]) -> str:
        assert again
        self.begun.append(tree)
        if len(self.begun) <= self._ended:
            raise Stopped
        while not self.go.wait(0.002):
            if stop():
                self.unwanted.set()
                raise Stopped
        return f"answer {tree[0]}"


def repeats(runs: Runs) -> Repeats:
    return Repeats(cast(Trials, runs))


def test_a_run_that_was_begun_is_not_made_again() -> None:
    runs = Runs(2)
    both = repeats(runs)
    both.begin(ONE)
    both.begin(ONE)
    runs.go.set()
    assert cast(Any, both.answers(ONE, OTHER)) == ["answer 1", "answer 2"]
    assert sorted(runs.begun) == [ONE, OTHER]


def test_what_is_dropped_is_ended_and_can_be_wanted_again() -> None:
    runs = Runs(1)
    both = repeats(runs)
    both.begin(ONE)
    both.begin(OTHER)
    both.drop(OTHER)  # has not begun yet, and never does
    both.drop(ONE)
    assert runs.unwanted.wait(WAIT)
    both.drop(ONE)
    runs.go.set()
    assert cast(Any, both.answers(OTHER)) == ["answer 2"]


def test_what_the_limit_of_time_ended_runs_after_it() -> None:
    runs = Runs(1, ended=1)
    runs.go.set()
    both = repeats(runs)
    both.begin(ONE)
    runs.executor.submit(lambda: None).result(WAIT)
    assert cast(Any, both.answers(ONE)) == ["answer 1"]
    assert runs.begun == [ONE, ONE]


@pytest.mark.parametrize(
    ("found", "smaller", "state"),
    [
        (Found((1,), True, ""), True, "smaller"),
        (Found((1,), True, ""), False, "minimal"),
        (Found((1,), False, "time"), False, "undecided"),
        (Found((1,), False, "time"), True, "smaller"),
        (Found((1,), True, "", "now so"), True, "flaky"),
    ],
)
def test_that_all_is_needed_is_only_said_when_it_is_known(
    found: Found, smaller: bool, state: str
) -> None:
    assert state_of(found, smaller) == state
