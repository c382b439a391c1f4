"""Signals that ask gitfix to stop: SIGTERM and SIGHUP are taken like ^C, and none of them while it tidies up."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | signal.Handlers
_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Inside the block SIGTERM and SIGHUP raise KeyboardInterrupt, so that `finally` runs.

    A signal that was ignored when gitfix was started (nohup) stays ignored.
    """
    with _handling(_stop, (signal.SIGTERM, signal.SIGHUP)):
        yield


@contextlib.contextmanager
def deferred() -> Iterator[None]:
    """Inside the block a signal waits: it is a KeyboardInterrupt at its end. For what must not be left half done.

    Unlike an ignored signal this is not inherited by the programs that are started inside.
    """
    with noted() as asked:
        yield
    if asked:
        raise KeyboardInterrupt


@contextlib.contextmanager
def noted() -> Iterator[list[int]]:
    """Inside the block signals are only put into the list: whoever has it sees that somebody wants gitfix to stop."""
    asked: list[int] = []
    with _handling(lambda number, frame: asked.append(number), _ASKING):
        yield asked


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Inside the block nobody stops gitfix with a signal that it could ignore: it is tidying up already."""
    with _handling(signal.SIG_IGN, _ASKING):
        yield


@contextlib.contextmanager
def _handling(handler: Handler, numbers: tuple[signal.Signals, ...]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.getsignal(number)
        for number in numbers
        if signal.getsignal(number) not in (signal.SIG_IGN, None)
    }
    try:
        for number in before:
            signal.signal(number, handler)
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
