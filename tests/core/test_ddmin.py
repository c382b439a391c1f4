"""Delta debugging against brute force: the answer passes, nothing of it goes alone, and it is the same at any width."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import combinations
from multiprocessing import get_context

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.ddmin import ddmin
from gitfix.core.ddmin_tree import Node, group, leaf

Oracle = Callable[[frozenset[int]], bool]


def monotone(needed: list[set[int]]) -> Oracle:
    """Passes with all of any of the sets: more never hurts."""
    return lambda kept: any(one <= kept for one in needed)


def arbitrary(seed: int, size: int, share: float) -> Oracle:
    """Any truth table, the same for the same set; all items together pass."""

    def oracle(kept: frozenset[int]) -> bool:
        if len(kept) == size:
            return True
        return random.Random(f"{seed} {sorted(kept)}").random() < share

    return oracle


@st.composite
def trees(draw: st.DrawFn, size: int) -> Node[int]:
    """Any nesting of the items 0 … size - 1, in any order."""
    nodes = [leaf(item) for item in draw(st.permutations(range(size)))]
    while len(nodes) > 1:
        count = draw(st.integers(1, min(4, len(nodes))))
        nodes = [*nodes[count:], group(nodes[:count])]
    return nodes[0]


def smaller(kept: frozenset[int]) -> list[frozenset[int]]:
    return [kept - {item} for item in kept]


@given(st.data())
def test_of_a_monotone_oracle_the_answer_is_a_smallest_set_in_itself(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    sets = st.sets(st.integers(0, size - 1), min_size=0, max_size=size)
    oracle = monotone(data.draw(st.lists(sets, min_size=1, max_size=4)))
    tree = data.draw(trees(size))
    done = ddmin(range(size), oracle, tree=tree)
    kept = frozenset(done.kept)
    assert done.one_minimal
    assert oracle(kept)
    # Brute force: no proper subset passes at all.
    assert not any(
        oracle(frozenset(part)) for count in range(len(kept)) for part in combinations(kept, count)
    )


@given(st.data())
def test_of_any_oracle_nothing_of_the_answer_goes_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    oracle = arbitrary(data.draw(st.integers()), size, data.draw(st.sampled_from([0.1, 0.4, 0.8])))
    done = ddmin(range(size), oracle, tree=data.draw(trees(size)))
    kept = frozenset(done.kept)
    assert done.one_minimal
    assert oracle(kept)
    assert not any(map(oracle, smaller(kept)))


@given(st.data())
def test_the_answer_is_the_same_whatever_runs_at_once(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    oracle = arbitrary(data.draw(st.integers()), size, 0.4)
    tree = data.draw(trees(size))
    alone = ddmin(range(size), oracle, tree=tree)
    with ThreadPoolExecutor(3) as executor:
        many = ddmin(range(size), oracle, tree=tree, executor=executor, width=3)
    assert many.kept == alone.kept
    assert many.one_minimal
    assert many.tests - many.guessed == alone.tests


@given(st.data())
def test_stopped_anywhere_the_answer_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 9))
    oracle = arbitrary(data.draw(st.integers()), size, 0.4)
    whole = ddmin(range(size), oracle)
    end = data.draw(st.integers(0, whole.tests))
    asked: list[frozenset[int]] = []

    def counted(kept: frozenset[int]) -> bool:
        asked.append(kept)
        return oracle(kept)

    cut = ddmin(range(size), counted, stop=lambda: len(asked) >= end)
    assert oracle(frozenset(cut.kept))
    assert len(asked) == min(end, whole.tests)
    assert not cut.one_minimal or cut.kept == whole.kept


def test_no_set_is_asked_about_twice() -> None:
    asked: list[frozenset[int]] = []

    def oracle(kept: frozenset[int]) -> bool:
        asked.append(kept)
        return {3, 17} <= kept

    done = ddmin(range(40), oracle)
    assert done.kept == (3, 17)
    assert len(asked) == len(set(asked)) == done.tests
    assert done.tests < 20  # two needles in forty: about 2 · log2(40)


def test_nothing_is_needed_at_all() -> None:
    done = ddmin(range(5), lambda kept: True)
    assert done.kept == ()
    assert done.tests == 1


def test_no_items() -> None:
    done = ddmin((), lambda kept: True, tree=Node(frozenset()))
    assert (done.kept, done.one_minimal, done.tests) == ((), True, 0)


def test_tests_run_at_once_and_no_more_than_asked_for() -> None:
    lock = threading.Lock()
    now, most = 0, 0

    def oracle(kept: frozenset[int]) -> bool:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with lock:
            now -= 1
        return {1, 4, 6} <= kept

    with ThreadPoolExecutor(8) as executor:
        done = ddmin(range(8), oracle, executor=executor, width=3)
    assert done.kept == (1, 4, 6)
    assert most == 3


def test_an_error_of_the_oracle_ends_the_search() -> None:
    def broken(kept: frozenset[int]) -> bool:
        raise RuntimeError("no disk")

    for executor in (None, ThreadPoolExecutor(2)):
        try:
            ddmin(range(4), broken, executor=executor, width=2)
        except RuntimeError as error:
            assert str(error) == "no disk"
        else:
            raise AssertionError("the error was swallowed")


def test_what_belongs_together_is_tried_together() -> None:
    """A name and its use: neither goes without the other being gone."""
    asked: list[frozenset[int]] = []

    def oracle(kept: frozenset[int]) -> bool:
        asked.append(kept)
        return 0 in kept and ((1 in kept) == (9 in kept))

    together = group([group([leaf(1), leaf(9)]), group(leaf(i) for i in (0, 2, 3, 4, 5, 6, 7, 8))])
    done = ddmin(range(10), oracle, tree=together)
    assert done.kept == (0,)
    assert frozenset({0, 2, 3, 4, 5, 6, 7, 8}) in asked[:3]
    assert not any((1 in kept) != (9 in kept) for kept in asked)


def test_what_only_goes_together_goes_at_the_end() -> None:
    """Neither half of a pair goes alone, and the tree does not know that they are one."""

    def oracle(kept: frozenset[int]) -> bool:
        return 0 in kept and ((1 in kept) == (9 in kept))

    alone = ddmin(range(10), oracle, tree=group([leaf(9), *map(leaf, range(9))]))
    assert alone.one_minimal
    whole = ddmin(
        range(10), oracle, tree=group([leaf(9), *map(leaf, range(9))]), wholes=[frozenset((1, 9))]
    )
    assert whole.kept == (0,)


def test_at_the_end_what_stood_most_seldom_is_asked_again_first() -> None:
    """9 stays while 5 is there, and 3 while 9 is: those that stay are asked about once more, and no third time."""
    asked: list[frozenset[int]] = []

    def oracle(kept: frozenset[int]) -> bool:
        asked.append(kept)
        held = (9 in kept or 5 not in kept) and (3 in kept or 9 not in kept)
        return {0, 2, 4, 6, 8} <= kept and held

    done = ddmin(range(10), oracle)
    assert done.kept == (0, 2, 4, 6, 8)
    last = asked.index(frozenset(done.kept)) + 1
    assert len(asked) - last <= 5
    assert len(asked) == done.tests <= 24


def test_many_that_go_one_after_the_other_go_together_after_a_while() -> None:
    """Each stays as long as the one after it is there: all seem to be needed, and none is."""

    def oracle(kept: frozenset[int]) -> bool:
        return 0 in kept and all(item - 1 in kept for item in kept if item > 1)

    done = ddmin(range(24), oracle)
    assert (done.kept, done.one_minimal) == ((0,), True)
    assert done.tests <= 56  # 68 when each of them is asked about alone


def needs_two_of_six(kept: frozenset[int]) -> bool:
    """An oracle that another process can load."""
    return {1, 4} <= kept


def test_the_oracle_runs_on_an_executor_of_processes() -> None:
    alone = ddmin(range(6), needs_two_of_six)
    with ProcessPoolExecutor(2, mp_context=get_context("forkserver")) as executor:
        done = ddmin(range(6), needs_two_of_six, executor=executor, width=2)
    assert done.kept == alone.kept == (1, 4)
    assert done.tests - done.guessed == alone.tests


@given(st.data())
def test_with_everything_at_once_the_answer_is_still_one_minimal_and_no_set_asked_twice(
    data: st.DataObject,
) -> None:
    """Any tree, any parts of it likely or not, wholes, and what goes with what; any oracle; stopped nowhere."""
    size = data.draw(st.integers(1, 9))
    items = st.integers(0, size - 1)
    oracle = arbitrary(data.draw(st.integers()), size, data.draw(st.sampled_from([0.1, 0.4, 0.8])))
    likely = st.sampled_from([None, 0.002, 0.1, 0.5])

    def told(node: Node[int]) -> Node[int]:
        return Node(node.items, tuple(map(told, node.parts)), data.draw(likely))

    asked: list[frozenset[int]] = []

    def once(kept: frozenset[int]) -> bool:
        assert kept not in asked
        asked.append(kept)
        return oracle(kept)

    tree = told(data.draw(trees(size)))
    wholes = data.draw(st.lists(st.frozensets(items), max_size=3))
    after = data.draw(st.dictionaries(items, st.sets(items), max_size=4))
    done = ddmin(range(size), once, tree=tree, wholes=wholes, after=after)
    kept = frozenset(done.kept)
    assert done.one_minimal
    assert oracle(kept)
    assert not any(map(oracle, smaller(kept)))
    with ThreadPoolExecutor(2) as executor:
        both = ddmin(
            range(size), oracle, tree=tree, wholes=wholes, after=after, executor=executor, width=2
        )
    assert (both.kept, both.tests - both.guessed) == (done.kept, done.tests)
