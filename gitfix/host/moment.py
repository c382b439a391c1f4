"""One moment on three clocks, so that sleep and a clock that was set are told from time that passed."""

from __future__ import annotations

import time

from gitfix.core.monitor import Moment


def moment() -> Moment:
    """Now. Where a system has no clock that runs on in sleep (Linux has), sleep is not told from a set clock."""
    awake = time.monotonic()
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    whole = time.clock_gettime(clock) if clock is not None else awake
    return Moment(time.time(), awake, whole)
