"""Clocks that a test sets while a real process runs: what a person's `date -s`, NTP and a closed lid do to a machine.

A few lines of C stand before libc's clocks and add to them what a file says. The clock that intervals are measured
with (CLOCK_MONOTONIC) stays as it is: nobody can set it, and it stands still in sleep.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.world import World

COMPILER = shutil.which("cc")
POSSIBLE = COMPILER is not None and sys.platform == "linux"

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static const volatile int64_t *added; /* seconds: to the wall's clock, and to the one that runs on in sleep */
static int (*real)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TEST_CLOCKS");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *found = file < 0 ? MAP_FAILED : mmap(0, 16, PROT_READ, MAP_SHARED, file, 0);
    if (found != MAP_FAILED) added = found;
    real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int failed = real(which, now);
    if (failed || !added) return failed;
    if (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE) now->tv_sec += added[0];
    if (which == CLOCK_BOOTTIME) now->tv_sec += added[1];
    return 0;
}

int gettimeofday(struct timeval *now, void *zone) {
    struct timespec found;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}
"""


@functools.cache
def _library() -> Path:
    """The compiled clocks: once for every test process."""
    assert COMPILER
    folder = Path(tempfile.mkdtemp(prefix="clocks-"))
    (folder / "clocks.c").write_text(SOURCE)
    argv = [COMPILER, "-O1", "-shared", "-fPIC", "-o", "clocks.so", "clocks.c", "-ldl"]
    subprocess.run(argv, cwd=folder, check=True)
    return folder / "clocks.so"


class Clocks:
    """The clocks of a world's processes; the wall's begins at `at` (seconds since 1970)."""

    def __init__(self, world: World, at: int) -> None:
        self._file = world.root / "clocks"
        self._wall = at - int(time.time())
        self._asleep = 0
        self._write()
        self.env = {
            "LD_PRELOAD": str(_library()),
            "TEST_CLOCKS": str(self._file),
            "GITFIX_CLOCK": "",
        }
        """For a process that lives by these clocks, and not by the one that tests hold."""

    def _write(self) -> None:
        # Into the file that is there: processes have it mapped.
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(handle, struct.pack("=qq", self._wall, self._asleep), 0)
        os.close(handle)

    @property
    def now(self) -> float:
        """What the wall's clock shows."""
        return time.time() + self._wall

    def set_by(self, seconds: int) -> None:
        """Somebody sets the wall's clock; nothing else happens."""
        self._wall += seconds
        self._write()

    def sleep(self, seconds: int) -> None:
        """The machine sleeps that long: time passes for the wall's clock, and for nothing that runs."""
        self._wall += seconds
        self._asleep += seconds
        self._write()


@contextmanager
def stopped(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """`child` and all of its session stand still meanwhile."""
    os.killpg(child.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(child.pid, signal.SIGCONT)
