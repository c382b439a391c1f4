"""Process groups: a program is ended together with what it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """End a program, with everything it started where it has a process group of its own."""
    group = _own_group(child)
    for sign, patience in ((signal.SIGTERM, 0.5), (signal.SIGKILL, None)):
        _signal(child, group, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(patience)
            break
    # What it started may outlive it, or not listen to a polite signal.
    end = time.monotonic() + 0.5
    while group and _alive(group):
        if time.monotonic() >= end:
            _signal(child, group, signal.SIGKILL)
            break
        time.sleep(0.01)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _own_group(child: subprocess.Popen[bytes]) -> int:
    """The process group that `child` leads; 0 when it is in somebody else's."""
    try:
        return child.pid if os.getpgid(child.pid) == child.pid else 0
    except ProcessLookupError:
        return 0


def _signal(child: subprocess.Popen[bytes], group: int, sign: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if group:
            os.killpg(group, sign)
        else:
            child.send_signal(sign)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
