"""Delta debugging: the smallest part of a change that still passes, whatever the change is made of.

Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), with complements only, in halves;
Misherghi and Su, "HDD" (2006) for items that form a tree. What has no tree is given a balanced one. The search is
plain sequential code; tests that run at once are the ones that it would ask for next, so that the answer does
not depend on how many there are. One that it will not ask for after all is given up at once: it would keep from
the processor what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Generic, TypeVar

from gitfix.core.ddmin_search import Asked, Search
from gitfix.core.ddmin_tree import Node, group, leaf
from gitfix.core.value import dataclass, field

T = TypeVar("T")
GUESS, DOUBT = 0.5, 0.05
"""A set is guessed to pass from this likelihood on. It is less by the second after a set that passed, and more after
one that failed."""
LOOK = 0.1
"""Seconds between two looks at `stop` while tests are running."""


@dataclass(frozen=True)
class Reduced(Generic[T]):
    """What has to stay, in the order of the items.

    `one_minimal`: of what is kept, nothing can be left out alone; false when the search was stopped before that.
    `tests`: how many sets the oracle was asked about, `guessed` those of them that turned out not to be needed.
    """

    kept: tuple[T, ...]
    one_minimal: bool
    tests: int
    guessed: int = 0


def ddmin(
    items: Sequence[T],
    oracle: Asked[T],
    *,
    tree: Node[T] | None = None,
    wholes: Sequence[frozenset[T]] = (),
    after: Mapping[T, Collection[T]] | None = None,
    executor: Executor | None = None,
    width: int = 1,
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[frozenset[T], int], None] = lambda kept, tests: None,
    give_up: Callable[[frozenset[T]], None] | None = None,
    spare: Callable[[frozenset[T] | None], None] = lambda likely: None,
) -> Reduced[T]:
    """The items that must be kept for `oracle` to pass, which it does for all of them.

    The oracle is asked about no set twice. With an `executor`, up to `width` sets are tested at once. `stop` is looked
    at between tests, and while they run: once it is true, the smallest set that passed so far is the answer.
    What is one-minimal may still hold parts that only go together: `wholes` are tried as such, too.
    `after`: what makes no sense without an item, and is left out together with it.
    `told` hears of that set, and of the number of tests, after every test. `give_up` is told to end the
    test of a set whose answer nobody waits for any more: what the oracle then says or raises counts for nothing.
    Without it, such a test keeps its place until it is over. `spare` is told what the answer will likely be as soon as
    there are fewer sets left to test than may run at once, and None where that turns out wrong or no place is free.
    """
    asked = _Tests(frozenset(items), oracle, executor, max(width, 1), stop, told, give_up, spare)
    search = Search(tree or group(map(leaf, items)), frozenset(items), wholes, after)
    kept = asked.answer(search)
    return Reduced(
        tuple(item for item in items if item in kept),
        asked.finished,
        len(asked.known) - 1,
        len(asked.known.keys() - asked.path) if asked.finished else 0,
    )


class _Unknown(Exception):
    """The search asks about a set that no test has answered yet."""


@dataclass
class _Tests(Generic[T]):
    """The answers so far, and the tests that are under way.

    The search is run again and again from its start over what is known, which costs nothing beside a test. Past the
    first set without an answer it goes on by guessing, which tells what to test at the same time.
    """

    items: frozenset[T]
    oracle: Asked[T]
    executor: Executor | None
    width: int
    stop: Callable[[], bool]
    told: Callable[[frozenset[T], int], None]
    give_up: Callable[[frozenset[T]], None] | None
    spare: Callable[[frozenset[T] | None], None]
    known: dict[frozenset[T], bool] = field(default_factory=dict)
    path: set[frozenset[T]] = field(default_factory=set)
    running: dict[Future[bool], frozenset[T]] = field(default_factory=dict)
    guesses: dict[frozenset[T], bool] = field(default_factory=dict)
    best: frozenset[T] = frozenset()
    last: bool = False
    finished: bool = False

    def answer(self, search: Search[T]) -> frozenset[T]:
        self.known[self.items] = True
        self.best = self.items
        try:
            while not self.stop():
                kept, wanted = self._ahead(search)
                if kept is not None and not wanted:
                    self.finished = True
                    return kept
                self._test(wanted, kept)
        finally:
            self._give_up(list(self.running))
        return self.best

    def _ahead(self, search: Search[T]) -> tuple[frozenset[T] | None, list[frozenset[T]]]:
        """The result, and the sets to have tested next, the surest first: with any of them it is a guess, or None."""
        wanted: list[frozenset[T]] = []
        self.path = {self.items}

        def passes(kept: frozenset[T], likely: float) -> bool:
            found = self.known.get(kept)
            if found is not None:
                if not wanted:
                    self.path.add(kept)
                return found
            if kept not in wanted:
                wanted.append(kept)
            if len(wanted) >= self.width:
                raise _Unknown
            return self._guess(kept, likely)

        try:
            kept = search.run(passes)
        except _Unknown:
            kept = None
        return kept, wanted

    def _guess(self, kept: frozenset[T], likely: float) -> bool:
        """More rarely hurts; else what the search holds for likely, and what the last answer was."""
        for known, passed in self.known.items():
            if kept < known if not passed else kept > known:
                return passed
        # The same each time: a test that is under way is not given up because another one has ended.
        doubt = -DOUBT if self.last else DOUBT
        return self.guesses.setdefault(kept, likely >= GUESS + doubt)

    def _test(self, wanted: list[frozenset[T]], likely: frozenset[T] | None) -> None:
        if self.executor is None:
            self._learn(wanted[0], self.oracle(wanted[0]))
            return
        if self.give_up is not None:
            self._give_up([f for f, kept in self.running.items() if kept not in wanted])
        under_way = set(self.running.values())
        for kept in [one for one in wanted if one not in under_way]:
            if len(self.running) < self.width:
                self.running[self.executor.submit(self.oracle, kept)] = kept
        self.spare(likely if len(self.running) < self.width else None)
        while not self.stop():
            done, _ = wait(self.running, LOOK, FIRST_COMPLETED)
            for future in done:
                self._learn(self.running.pop(future), future.result())
            if done:
                return

    def _give_up(self, futures: list[Future[bool]]) -> None:
        for future in futures:
            kept = self.running.pop(future)
            if not future.cancel() and self.give_up is not None:
                self.give_up(kept)

    def _learn(self, kept: frozenset[T], passed: bool) -> None:
        self.known[kept] = self.last = passed
        if passed and len(kept) < len(self.best):
            self.best = kept
        self.told(self.best, len(self.known) - 1)
