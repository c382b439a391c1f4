"""An executor whose calls are told when nobody waits for them any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Endable(Executor):
    """Hands each call an event, which `give_up` sets.

    The event is there from the moment of `submit` on: a call may be given up before it has begun, and what is asked
    once more has an event of its own. Both are called by one thread.
    """

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._events: dict[object, threading.Event] = {}

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn(what, event)` for `what`, its one argument."""
        (what,) = args
        event = self._events[what] = threading.Event()
        return self._inner.submit(fn, what, event, **kwargs)

    def give_up(self, what: object) -> None:
        """End the last call for `what`, whether it has begun or not."""
        self._events[what].set()
