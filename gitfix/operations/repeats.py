"""Runs the ends of a search once more, beside its last tests where a job has nothing else to do."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING

from gitfix.operations.trials import Stopped, Trials

if TYPE_CHECKING:
    from gitfix.core.names import TreeId
    from gitfix.operations.trial_answers import Answer

LOOK = 0.2
"""Seconds between two looks at the clock while a test runs."""


class Repeats:
    """Runs that are made whatever is known. All is called by one thread, which is not one of the executor's."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        self._begun: dict[TreeId, tuple[Future[Answer], threading.Event]] = {}

    def begin(self, tree: TreeId) -> None:
        """Run the test on `tree` again, as soon as there is a place; once, however often that is asked for."""
        if tree not in self._begun:
            unwanted = threading.Event()
            future = self._trials.executor.submit(
                self._trials.ask, tree, again=True, stop=unwanted.is_set
            )
            self._begun[tree] = future, unwanted

    def drop(self, tree: TreeId) -> None:
        """That run is not wanted after all."""
        future, unwanted = self._begun.pop(tree, (None, None))
        if future is not None and unwanted is not None and not future.cancel():
            unwanted.set()

    def answers(self, *trees: TreeId) -> list[Answer]:
        """How they did; what was ended by the limit of time before runs now."""
        for tree in trees:
            future = self._begun[tree][0] if tree in self._begun else None
            if future is not None and future.done() and isinstance(future.exception(), Stopped):
                self.drop(tree)
            self.begin(tree)
        return all_of([self._begun[tree][0] for tree in trees])


def all_of(futures: Sequence[Future[Answer]]) -> list[Answer]:
    """Their answers, once all are there; a signal is heard of while they run."""
    left = set(futures)
    while left:
        _, left = wait(left, LOOK, FIRST_COMPLETED)
    return [future.result() for future in futures]
