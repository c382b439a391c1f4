"""One moment on three clocks, so that sleep and a clock that was set are told from time that passed."""

from __future__ import annotations

import contextlib
import functools
import time
from pathlib import Path

from gitfix.core.moments import Moment


def moment() -> Moment:
    """Now. Where a system has no clock that runs on in sleep (Linux has), sleep is not told from a set clock."""
    awake = time.monotonic()
    whole = awake
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    if clock is not None:
        with contextlib.suppress(OSError):  # a sandbox may not let it through
            whole = time.clock_gettime(clock)
    return Moment(time.time(), awake, whole, _boot())


@functools.cache
def _boot() -> str:
    """Which start of this machine it is; Linux says."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return ""
