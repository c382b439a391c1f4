"""A program whose output is read while it still writes: it works on one processor, what reads it on another."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

CHUNK = 1 << 18
PIPE = 1 << 20
"""Bytes that it may be ahead of its reader, where the system allows it."""


class Stream:
    """One run of `argv`, without input. Use as a context: whatever happens, nothing is left running."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | str | None = None,
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.argv = tuple(argv)
        self.stderr = b""
        self._child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=env,
            pass_fds=pass_fds,
        )
        self._open = [pipe.fileno() for pipe in (self._child.stdout, self._child.stderr) if pipe]
        self._out = self._open[0]
        self._both = select.poll()
        for number in self._open:
            self._both.register(number, select.POLLIN)
        self._ahead: list[bytes] = []
        _widen(self._child)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *why: object) -> None:
        self.end()

    def end(self) -> None:
        """End it now, whatever it still has to say."""
        self._open = []
        child = self._child
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
        if child.poll() is None:
            child.kill()
            child.wait()

    def chunks(self) -> Iterator[bytes]:
        """What it writes, piece by piece, until it has closed its output; its words on stderr are kept."""
        while self._ahead or self._open:
            if not self._ahead:
                self._read(None)
            while self._ahead:
                yield self._ahead.pop(0)

    def fill(self) -> None:
        """Take what it has written by now, for `chunks` to give out later: it need not wait for its reader."""
        for _ in range(PIPE // CHUNK):
            if not self._open or not self._read(0):
                break

    def _read(self, wait: int | None) -> bool:
        """Whether there was something within so many milliseconds (None: however long it takes)."""
        ready = self._both.poll(wait)
        for number, _ in ready:
            data = os.read(number, CHUNK)
            if not data:
                self._both.unregister(number)
                self._open.remove(number)
            elif number == self._out:
                self._ahead.append(data)
            else:
                self.stderr += data
        return bool(ready)

    def code(self) -> int:
        """Its exit code (negative: the signal), when all it wrote has been read."""
        return self._child.wait()


def _widen(child: subprocess.Popen[bytes]) -> None:
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ") and child.stdout is not None:
        with contextlib.suppress(OSError):  # a person may have only so much of it
            fcntl.fcntl(child.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
