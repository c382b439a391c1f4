"""Calls that are given up: before they have begun, while they run, and when the same is asked once more."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from gitfix.operations.endable import Endable

WAIT = 30


def test_a_call_that_is_given_up_before_it_begins_knows_it() -> None:
    with ThreadPoolExecutor(1) as threads:
        hold = threading.Event()
        threads.submit(hold.wait, WAIT)
        endable = Endable(threads)
        future = endable.submit(lambda what, unwanted: (what, unwanted.is_set()), 7)
        endable.give_up(7)
        hold.set()
        assert future.result(WAIT) == (7, True)


def test_what_is_asked_once_more_is_wanted_while_the_first_call_still_ends() -> None:
    with ThreadPoolExecutor(2) as threads:
        endable = Endable(threads)
        ending = threading.Event()

        def first(what: int, unwanted: threading.Event) -> bool:
            assert unwanted.wait(WAIT)
            return ending.wait(WAIT)

        one = endable.submit(first, 7)
        endable.give_up(7)
        other = endable.submit(lambda what, unwanted: unwanted.is_set(), 7)
        assert other.result(WAIT) is False
        ending.set()
        assert one.result(WAIT) is True
