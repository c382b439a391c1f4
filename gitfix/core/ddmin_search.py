"""The order of ddmin's questions: down a tree of items, all of one level before the next, then one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

from gitfix.core.ddmin_choice import choose, shares
from gitfix.core.ddmin_tree import Node, leaves

T = TypeVar("T")
Asked = Callable[[frozenset[T]], bool]
"""Whether what is kept still passes."""
Likely = Callable[[frozenset[T], float], bool]
"""The same; told as well how likely it is that it does."""


class Search(Generic[T]):
    """A search that may be run again from its start: the same answers lead to the same questions."""

    def __init__(
        self,
        tree: Node[T],
        items: frozenset[T],
        wholes: Sequence[frozenset[T]] = (),
        after: Mapping[T, Collection[T]] | None = None,
    ) -> None:
        self.tree, self.items, self.wholes = tree, items, wholes
        self.after = after or {}
        # The last first: what uses a thing mostly stands after it.
        self.order = leaves(tree)[::-1]
        self.choices: dict[tuple[int, tuple[bool, ...]], tuple[frozenset[T], float]] = {}
        """By level and the answers so far, so that another run costs nothing beside a test."""

    def run(self, passes: Likely[T]) -> frozenset[T]:
        """What has to stay."""
        return _Run(self, passes).result()


class _Run(Generic[T]):
    """One run: what is kept so far, and what did not pass."""

    def __init__(self, search: Search[T], passes: Likely[T]) -> None:
        self._search = search
        self._passes = passes
        self._kept = search.items
        self._failed: list[frozenset[T]] = []
        self._red: set[frozenset[T]] = set()
        self._stood: dict[T, int] = {}
        """How often an item was left out alone and could not be."""
        self._said: tuple[bool, ...] = ()
        self._tried = list(map(len, search.wholes))

    def result(self) -> frozenset[T]:
        level, likely, depth = [self._search.tree], [0.0], 0
        while level:
            self._level(level, likely, depth)
            if not any(node.parts for node in level):
                break
            self._wholes(2)
            level, likely = self._below(level)
            depth += 1
        self._wholes(1)
        self._alone()
        # What is one-minimal may still hold parts that only go together.
        for whole in self._search.wholes:
            mine = whole & self._kept
            if 1 < len(mine) < len(self._kept) and self._without(mine):
                self._alone()
        return self._kept

    def _without(self, gone: frozenset[T], likely: float = 0.0) -> bool:
        """Leave `gone` out, if that passes; `likely`: how likely that is, as far as anybody knows."""
        rest = self._kept - gone
        passed = self._passes(rest, likely)
        self._said += (passed,)
        if passed:
            self._kept = rest
        else:
            self._failed.append(rest)
            self._red.add(rest)
            if len(gone) == 1:
                (one,) = gone
                self._stood[one] = self._stood.get(one, 0) + 1
        return passed

    def _below(self, level: Sequence[Node[T]]) -> tuple[list[Node[T]], list[float]]:
        """The next level: the parts of what is kept, and items that have none."""
        nodes: list[Node[T]] = []
        likely: list[float] = []
        for node in level:
            parts = [part for part in node.parts or (node,) if part.items & self._kept]
            nodes += parts
            likely += shares(parts)
        return nodes, likely

    def _level(self, level: Sequence[Node[T]], likely: Sequence[float], depth: int) -> None:
        """Leave nodes out until each of those that stay is known to be needed, if more never hurts."""
        choices = self._search.choices
        while True:
            key = depth, self._said
            if key not in choices:
                live = [number for number, node in enumerate(level) if node.items & self._kept]
                choices[key] = choose(
                    [level[number] for number in live],
                    [likely[number] for number in live],
                    self._kept,
                    self._failed,
                    self._search.after,
                    [likely[number] for number in range(len(level)) if number not in live],
                )
            gone, passes = choices[key]
            if not gone:
                return
            self._without(gone, passes)

    def _wholes(self, smaller: int) -> None:
        """Try each whole of which so much has gone since it was tried last: what held it may be among that."""
        for number, whole in enumerate(self._search.wholes):
            mine = whole & self._kept
            if 1 < len(mine) < len(self._kept) and len(mine) * smaller <= self._tried[number] - (
                smaller == 1
            ):
                self._tried[number] = len(mine)
                self._without(mine)

    def _alone(self) -> None:
        """Leave out what goes alone, until nothing does.

        What stood most seldom against being left out comes first: each one that goes makes all answers about the
        others old. One that goes is mostly followed by others that were there for it.
        """
        row = 0
        while waiting := self._waiting():
            together = 2 ** max(row - 1, 0)  # one, one, two, four, …
            gone = frozenset(waiting[:together])
            row = row + 1 if self._without(gone) else 0

    def _waiting(self) -> list[T]:
        """The items that are not known to be needed beside what is kept now, in the order to ask about them."""
        waiting = [
            item
            for item in self._search.order
            if item in self._kept and self._kept - {item} not in self._red
        ]
        return sorted(waiting, key=lambda item: self._stood.get(item, 0))
