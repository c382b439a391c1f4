"""A program that leads a session of its own: whether it has ended, and how it is ended with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time

from gitfix.host.marked import marked, stop_marked

PATIENCE = 2.0
"""Seconds that programs have to end in their own way after they were asked to."""
_MOMENT = 0.05


def end_session(child: subprocess.Popen[bytes], mark: str) -> None:
    """Ask the program and all that it started to end; after PATIENCE end them. Once it is enough."""
    if child.stdout is None or child.stdout.closed:
        return
    _signal(child.pid, signal.SIGTERM)
    stop_marked(mark, PATIENCE)
    _signal(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def left_running(mark: str) -> int:
    """Programs that have not ended together with the one that started them."""
    if not marked(mark):
        return 0
    time.sleep(_MOMENT)  # they may be about to
    return len(marked(mark))


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether it has; it is not waited for where that can be avoided, so that its number stays its own."""
    if child.returncode is not None:
        return True
    if not hasattr(os, "waitid"):
        return child.poll() is not None
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
