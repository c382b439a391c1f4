"""Runs a program whose output is watched as it comes, bounded in time and size, and leaves nothing running."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from gitfix.core.capped import DEFAULT, Capped
from gitfix.core.value import dataclass
from gitfix.host.guard import guarded
from gitfix.host.marked import VARIABLE
from gitfix.host.session import end_session, has_ended, left_running
from gitfix.host.signals import deferred, noted, undisturbed

CHUNK = 1 << 16
_LOOK = 0.05
"""Seconds between two looks whether a program has ended that has left its output open."""
_SOON = 0.01
"""Seconds between two looks whether somebody else wants it to end."""
_AT_ONCE = 0.001
"""A program's output closes a moment before the program has ended: the first look comes so soon, others later."""
_DRAIN = 0.2
"""Seconds in which what an ended program wrote last is collected."""
How = Literal["exit", "limit", "interrupt"]


@dataclass(frozen=True)
class Ended:
    """A program that has ended, or was ended. `code`: its exit code (negative: the signal).

    `how`: by itself, after the time limit, or because somebody stopped gitfix. `ms`: milliseconds that it ran.
    `left`: programs that it had left running, and that were ended. `asked`: somebody wanted gitfix to stop in the
    moment after it had ended by itself.
    """

    code: int
    how: How
    ms: int
    output: Capped
    left: int = 0
    asked: bool = False


def run_live(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    mark: str,
    limit: float,
    watch: Callable[[bytes], None],
    cap: int = DEFAULT,
    stop: Callable[[], bool] | None = None,
) -> Ended:
    """Run `argv` without a terminal; `watch` is told each piece of its output, in the order of arrival.

    stdout and stderr are one stream. `watch` is told no more than is kept of the head; `cap` bytes are kept in all.
    After `limit` seconds, and on ^C, the program and all that it started is ended; ^C is no exception here,
    the result says it. `stop` is looked at while it runs: once it is true, it is taken like ^C. `mark` is put into
    the environment, so that programs that leave the group are found.
    OSError when the program cannot be started.
    """
    kept = Capped(cap)
    began = time.monotonic()
    how: How = "exit"
    asked: list[int] = []
    child: subprocess.Popen[bytes] | None = None
    try:
        with guarded(mark) as tell:
            with deferred():
                child = subprocess.Popen(
                    argv,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    cwd=cwd,
                    env={**env, VARIABLE: mark},
                    start_new_session=True,  # no terminal to change, and a group that can be ended
                )
                tell(child.pid)
            try:
                how = _follow(child, kept, watch, began + limit, stop)
                took = time.monotonic() - began
            finally:
                with noted() as asked:
                    left = left_running(mark) if how == "exit" else 0
                    end_session(child, mark)
    except KeyboardInterrupt:
        if child is None:
            raise
        how, took, left = "interrupt", time.monotonic() - began, 0
        with undisturbed():
            end_session(child, mark)
    except BaseException:
        if child is not None:
            end_session(child, mark)
        raise
    return Ended(child.returncode, how, round(took * 1000), kept, left, bool(asked))


def _follow(
    child: subprocess.Popen[bytes],
    kept: Capped,
    watch: Callable[[bytes], None],
    end: float,
    stop: Callable[[], bool] | None,
) -> How:
    """Read until the program has ended by itself, or has to be ended: at `end`, or because `stop` says so.

    What it has left running may hold its output open for ever, so that the end of the output is not waited for.
    """
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    os.set_blocking(pipe, False)
    opened = True
    last = None
    look = _LOOK if stop is None else _SOON
    nap = _AT_ONCE
    while True:
        now = time.monotonic()
        if last is None and has_ended(child):
            last = now + _DRAIN
        if last is not None and (not opened or now >= last):
            return "exit"
        if now >= end and last is None:
            return "limit"
        if stop is not None and last is None and stop():
            return "interrupt"
        if not opened:
            time.sleep(nap)
            nap = min(2 * nap, look)
            continue
        ready, _, _ = select.select([pipe], [], [], look)
        if not ready:
            if last is not None:
                return "exit"
            continue
        data = os.read(pipe, CHUNK)
        opened = bool(data)
        shown = kept.add(data)
        if shown:
            watch(shown)
