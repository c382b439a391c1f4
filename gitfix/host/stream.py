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
        _widen(self._child)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *why: object) -> None:
        child = self._child
        for pipe in (child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
        if child.poll() is None:
            child.kill()
            child.wait()

    def chunks(self) -> Iterator[bytes]:
        """What it writes, piece by piece, until it has closed its output; its words on stderr are kept."""
        assert self._child.stdout is not None
        out = self._child.stdout.fileno()
        both = select.poll()
        for number in self._open:
            both.register(number, select.POLLIN)
        while self._open:
            for number, _ in both.poll():
                data = os.read(number, CHUNK)
                if not data:
                    both.unregister(number)
                    self._open.remove(number)
                elif number == out:
                    yield data
                else:
                    self.stderr += data

    def code(self) -> int:
        """Its exit code (negative: the signal), when all it wrote has been read."""
        return self._child.wait()


def _widen(child: subprocess.Popen[bytes]) -> None:
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ") and child.stdout is not None:
        with contextlib.suppress(OSError):  # a person may have only so much of it
            fcntl.fcntl(child.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE)
