"""Programs found by a variable in their environment: those that left their process group, too. Linux only."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

VARIABLE = "GITFIX_RUN"
"""Every program of a run has this variable; its value is the run's own id."""
_PROC = Path("/proc")
_AT_ONCE, _LOOK = 0.001, 0.02
"""Seconds between two looks whether what was asked to end has ended: most do at once."""


def marked(value: str) -> list[int]:
    """Process ids of the running programs that carry the mark; none where there is no /proc."""
    mark = f"{VARIABLE}={value}".encode()
    found = []
    for entry in _PROC.glob("[0-9]*"):
        try:
            # A zombie has no environment any more.
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue  # it has ended, or is somebody else's
    return [number for number in found if number != os.getpid()]


def stop_marked(value: str, patience: float = 0.5) -> int:
    """End every program that carries the mark; returns how many there were."""
    stopped: set[int] = set()
    end = time.monotonic() + patience
    nap = _AT_ONCE
    while left := marked(value):
        late = time.monotonic() >= end
        for number in left:
            if late or number not in stopped:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(number, signal.SIGKILL if late else signal.SIGTERM)
        stopped.update(left)
        if time.monotonic() >= end + 2:
            break  # deaf to SIGKILL: in the kernel's hands
        time.sleep(nap)
        nap = min(2 * nap, _LOOK)
    return len(stopped)
