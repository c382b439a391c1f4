"""Feeds a program and drains it, both pipes at once, against two clocks: silence, and time altogether."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Sequence

CHUNK = 1 << 16


class TimedOut(Exception):
    """A program that made no progress (`idle`) or took too long altogether; it has been killed."""

    def __init__(self, argv: Sequence[str], seconds: float, stderr: bytes) -> None:
        super().__init__(f"{argv[0]} did not answer within {seconds:g} s")
        self.argv = tuple(argv)
        self.seconds = seconds
        self.stderr = stderr


def pump(
    child: subprocess.Popen[bytes],
    argv: Sequence[str],
    input: bytes,
    idle: float | None,
    limit: float | None,
) -> tuple[bytes, bytes]:
    """Feed stdin and drain both pipes until they close, watching the two clocks."""
    started = last = time.monotonic()
    stdout, stderr = child.stdout, child.stderr
    assert stdout is not None and stderr is not None, "both are piped"
    said: list[bytes] = []
    wrong: list[bytes] = []
    chunks = {stdout.fileno(): said, stderr.fileno(): wrong}
    todo = memoryview(input)
    with selectors.DefaultSelector() as selector:
        for pipe in (stdout, stderr):
            selector.register(pipe, selectors.EVENT_READ)
        if child.stdin is not None:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            now = time.monotonic()
            ends = [t for t in (_after(last, idle), _after(started, limit)) if t is not None]
            ready = selector.select(max(min(ends) - now, 0.0) if ends else None)
            over = limit is not None and time.monotonic() >= started + limit
            if over or (not ready and ends and time.monotonic() >= min(ends)):
                late = limit if over else idle
                raise TimedOut(argv, late or 0.0, b"".join(wrong))
            for key, _ in ready:
                if key.fileobj is child.stdin:
                    todo = _feed(child, todo)
                    if not todo:
                        selector.unregister(key.fileobj)
                        with contextlib.suppress(BrokenPipeError):
                            child.stdin.close()
                    continue
                data = os.read(key.fd, CHUNK)
                last = time.monotonic()
                if data:
                    chunks[key.fd].append(data)
                else:
                    selector.unregister(key.fileobj)
    stdout.close()
    stderr.close()
    return b"".join(said), b"".join(wrong)


def wait(
    child: subprocess.Popen[bytes],
    argv: Sequence[str],
    started: float,
    idle: float | None,
    limit: float | None,
    stderr: bytes,
) -> int:
    """The exit code; a program that closed its output and stays is silent, too."""
    now = time.monotonic()
    ends = [t for t in (_after(now, idle), _after(started, limit)) if t is not None]
    try:
        return child.wait(max(min(ends) - now, 0.0) if ends else None)
    except subprocess.TimeoutExpired:
        late = (
            idle if idle is not None and (limit is None or now + idle <= started + limit) else limit
        )
        raise TimedOut(argv, late or 0.0, stderr) from None


def _after(start: float, seconds: float | None) -> float | None:
    return None if seconds is None else start + seconds


def _feed(child: subprocess.Popen[bytes], todo: memoryview) -> memoryview:
    assert child.stdin is not None
    try:
        return todo[os.write(child.stdin.fileno(), todo[:CHUNK]) :]
    except BlockingIOError:
        return todo
    except BrokenPipeError:
        return todo[len(todo) :]
