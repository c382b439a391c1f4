"""Asks for one answer of a test after the other: what a proof and the search for a culprit have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from gitfix.operations.trials import Stopped

if TYPE_CHECKING:
    from gitfix.core.names import TreeId
    from gitfix.operations.trial_answers import Answer
    from gitfix.operations.trials import Trials


class Asking:
    """Trials that are asked one by one; use as a context, which takes their worktrees away at its end."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials

    def __enter__(self) -> Self:
        self._trials.__enter__()
        return self

    def __exit__(self, *why: object) -> None:
        self._trials.__exit__(*why)

    def _answer(self, tree: TreeId, *, again: bool = False) -> Answer:
        """How the test does on `tree`, asked in a thread of its own so that ^C is heard while it runs."""
        future = self._trials.executor.submit(self._trials.ask, tree, again=again)
        try:
            return future.result()
        except Stopped:
            raise KeyboardInterrupt from None
