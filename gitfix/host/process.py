"""Runs other programs: argv lists only, bytes in and out, bounded in time, nothing left running."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from gitfix.core.value import dataclass

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
        started = time.monotonic()
        stdout, stderr = _pump(child, argv, input, idle, limit)
        code = _wait(child, argv, started, idle, limit, stderr)
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
            over = limit is not None and time.monotonic() >= started + limit
            if over or (not ready and ends and time.monotonic() >= min(ends)):
                late = limit if over else idle
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


def _wait(
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
