"""Runs other programs: argv lists only, bytes in and out, bounded in time, nothing left running."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHUNK = 1 << 16


class TimedOut(Exception):
    """A program that made no progress (`idle`) or took too long altogether; it has been killed."""

    def __init__(self, argv: Sequence[str], seconds: float, stderr: bytes) -> None:
        super().__init__(f"{argv[0]} did not answer within {seconds:g} s")
        self.argv = tuple(argv)
        self.seconds = seconds
        self.stderr = stderr


@dataclass(frozen=True)
class Finished:
    """A program that ended: its exit code (negative: the signal) and all it wrote."""

    argv: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes


def run(
    argv: Sequence[str],
    *,
    input: bytes = b"",
    cwd: Path | str | None = None,
    env: Mapping[str, str] | None = None,
    idle: float | None = None,
    limit: float | None = None,
    pass_fds: Sequence[int] = (),
    terminal: bool = False,
) -> Finished:
    """Run `argv` and return what it wrote; never raises for an exit code.

    `idle`: seconds without a byte on stdout or stderr, `limit`: seconds altogether, after which the program and
    all that it started is killed and TimedOut raised. `terminal`: it may talk to the person at the terminal.
    OSError when the program cannot be started.
    """
    if idle is None and limit is None:
        return _run_plain(argv, input, cwd, env, pass_fds)
    return _run_timed(argv, input, cwd, env, pass_fds, idle, limit, terminal)


def _run_plain(
    argv: Sequence[str],
    input: bytes,
    cwd: Path | str | None,
    env: Mapping[str, str] | None,
    pass_fds: Sequence[int],
) -> Finished:
    done = subprocess.run(
        argv,
        input=input or None,
        stdin=None if input else subprocess.DEVNULL,
        capture_output=True,
        cwd=cwd,
        env=env,
        pass_fds=pass_fds,
        check=False,
    )
    return Finished(tuple(argv), done.returncode, done.stdout, done.stderr)


def _run_timed(
    argv: Sequence[str],
    input: bytes,
    cwd: Path | str | None,
    env: Mapping[str, str] | None,
    pass_fds: Sequence[int],
    idle: float | None,
    limit: float | None,
    terminal: bool,
) -> Finished:
    child = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE if input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=env,
        pass_fds=pass_fds,
        start_new_session=not terminal,  # a session of its own has no terminal
    )
    try:
        stdout, stderr = _pump(child, argv, input, idle, limit)
        code = child.wait()
    except BaseException:
        kill_group(child)
        raise
    return Finished(tuple(argv), code, stdout, stderr)


def _pump(
    child: subprocess.Popen[bytes],
    argv: Sequence[str],
    input: bytes,
    idle: float | None,
    limit: float | None,
) -> tuple[bytes, bytes]:
    """Feed stdin and drain both pipes until they close, watching the two clocks."""
    started = last = time.monotonic()
    chunks: dict[IO[bytes] | None, list[bytes]] = {child.stdout: [], child.stderr: []}
    todo = memoryview(input)
    with selectors.DefaultSelector() as selector:
        for pipe in chunks:
            assert pipe is not None
            selector.register(pipe, selectors.EVENT_READ)
        if child.stdin is not None:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            now = time.monotonic()
            ends = [t for t in (_after(last, idle), _after(started, limit)) if t is not None]
            ready = selector.select(max(min(ends) - now, 0.0) if ends else None)
            if not ready and ends and time.monotonic() >= min(ends):
                late = idle if idle is not None and time.monotonic() >= last + idle else limit
                raise TimedOut(argv, late or 0.0, b"".join(chunks[child.stderr]))
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
                    chunks[key.fileobj].append(data)  # type: ignore[index]
                else:
                    selector.unregister(key.fileobj)
    for pipe in chunks:
        assert pipe is not None
        pipe.close()
    return b"".join(chunks[child.stdout]), b"".join(chunks[child.stderr])


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


def kill_group(child: subprocess.Popen[bytes]) -> None:
    """End a program, with everything it started where it has a process group of its own."""
    for sign, patience in ((signal.SIGTERM, 0.5), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(child.pid) == child.pid:
                os.killpg(child.pid, sign)
            else:
                child.send_signal(sign)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        break
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
