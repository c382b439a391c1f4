"""A short program run as cheaply as can be: nothing to read, no descriptor to hold, no clock that runs."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

CHUNK = 1 << 16
STANDARD = 2
"""The last of the descriptors that a program has anyway: stdin, stdout, stderr."""
PATIENCE = 0.25
"""Seconds that a program has to end after ^C, as `subprocess` gives it."""
_OPEN = "/proc/self/fd"
# What Python ignores, and a program expects to be killed by.
_DEFAULT = [getattr(signal, name) for name in ("SIGPIPE", "SIGXFSZ") if hasattr(signal, name)]


def spawned(argv: Sequence[str], env: Mapping[str, str]) -> tuple[int, bytes, bytes] | None:
    """Exit code (negative: the signal), stdout and stderr; None where this cannot be done here, and nothing was run.

    `subprocess` takes as long for itself as a small git does. Here stderr goes to memory and not through a pipe, so
    that there is one pipe to be emptied, and nobody has to wait for two.
    """
    program = _found(argv[0], env.get("PATH"))
    if program is None or not _nothing_is_inherited():
        return None
    opened: list[int] = []
    try:
        opened.append(os.memfd_create("gitfix-stderr"))
        opened += os.pipe()
        errors, read, write = opened
        if min(opened) <= STANDARD:
            return None
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, write, 1),
            (os.POSIX_SPAWN_DUP2, errors, 2),
        ]
        pid = 0
        try:
            pid = os.posix_spawn(program, [*argv], env, file_actions=actions, setsigdef=_DEFAULT)
            os.close(opened.pop())
            code, data = _ended(pid, read)
        except BaseException:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                if pid:
                    _end(pid)
            raise
        size = os.fstat(errors).st_size
        return code, data, os.pread(errors, size, 0) if size else b""
    finally:
        for one in opened:
            os.close(one)


def _ended(pid: int, read: int) -> tuple[int, bytes]:
    pieces = []
    while piece := os.read(read, CHUNK):
        pieces.append(piece)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), b"".join(pieces)


def _end(pid: int) -> None:
    """^C reaches it as well, and it may have locks to take away; after that time it is killed."""
    end = time.monotonic() + PATIENCE
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() >= end:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return
        time.sleep(0.005)


@cache
def _found(program: str, path: str | None) -> str | None:
    """Where the program is; None where it cannot be started in this way."""
    if not (hasattr(os, "posix_spawn") and hasattr(os, "memfd_create")):
        return None
    folders = [""] if "/" in program else (path or "").split(os.pathsep)
    for place in (Path(folder, program) for folder in folders):
        # Not through a relative folder: that of whoever calls is not the one that the program is to run in.
        if place.is_absolute() and os.access(place, os.X_OK) and place.is_file():
            return str(place)
    return None


@cache
def _nothing_is_inherited() -> bool:
    """Nothing but the three is handed on: what whoever started us held (a lock, a pipe) is not for others."""
    try:
        for name in [one.name for one in Path(_OPEN).iterdir()]:
            if int(name) > STANDARD:
                with contextlib.suppress(OSError):  # that of the listing itself is closed by now
                    os.set_inheritable(int(name), False)
    except OSError:
        return False
    return True
