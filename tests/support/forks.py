"""Runs gitfix in a fork of a Python that has it loaded (tests/support/fork_server.py): the same, but quicker."""

from __future__ import annotations

import array
import atexit
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

SERVER = Path(__file__).with_name("fork_server.py")
POSSIBLE = hasattr(os, "pidfd_open") and not os.environ.get("GITFIX_REAL_STARTS")
"""With GITFIX_REAL_STARTS=1 every run is a Python of its own."""
READ_AT_START = ("PYTHON", "LC_", "LANG", "LD_")
"""Variables with these beginnings are looked at when Python starts: each set of them has a server of its own."""


class Forks:
    """A server of one kind of environment, started when it is first needed; it ends with this process."""

    def __init__(self, env: Mapping[str, str]) -> None:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind("")  # a name of the kernel's choice, in no file system
        listener.listen(64)
        self._address = listener.getsockname()
        self._server = subprocess.Popen(
            [sys.executable, "-P", str(SERVER), str(listener.fileno())],
            env=env,
            stdin=subprocess.PIPE,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
        listener.close()
        atexit.register(self.close)

    def close(self) -> None:
        """The server ends when nobody can ask it any more."""
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait()

    def run(
        self, args: list[str], cwd: Path, env: Mapping[str, str], data: bytes, timeout: float
    ) -> tuple[int, bytes, bytes]:
        """Run `gitfix ARGS`: exit code (negative: the signal), stdout and stderr. Fails after `timeout` seconds."""
        theirs, ours = _pipes()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
            talk.connect(self._address)
            request = json.dumps({"args": args, "cwd": str(cwd), "env": dict(env)}).encode()
            fds = array.array("i", theirs)
            talk.sendmsg([b"%016d" % len(request)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
            talk.sendall(request)
            for number in theirs:
                os.close(number)
            with talk.makefile("rb") as answers:
                child = int(answers.readline())
                end = time.monotonic() + timeout
                late, out, err = _exchange(
                    ours, data, end, lambda: os.killpg(child, signal.SIGKILL)
                )
                code = int(answers.readline())
        words = os.fsdecode(out + err)
        assert not late, f"gitfix {args} was still running after {timeout} s\n{words}"
        return code, out, err


_servers: dict[tuple[tuple[str, str], ...], Forks] = {}


def run(
    args: list[str], cwd: Path, env: Mapping[str, str], data: bytes, timeout: float
) -> tuple[int, bytes, bytes]:
    """`Forks.run` of a server whose Python was started with what Python reads at its start."""
    start = tuple(sorted((k, v) for k, v in env.items() if k.startswith(READ_AT_START)))
    if start not in _servers:
        _servers[start] = Forks({"PATH": os.defpath, "HOME": "/nonexistent", **dict(start)})
    return _servers[start].run(args, cwd, env, data, timeout)


def _pipes() -> tuple[list[int], list[int]]:
    """stdin, stdout and stderr of a run: its ends and ours."""
    (theirs_in, ours_in), *both = os.pipe(), os.pipe(), os.pipe()
    return [theirs_in, *(w for _, w in both)], [ours_in, *(r for r, _ in both)]


def _exchange(
    ours: list[int], data: bytes, end: float, stop: Callable[[], None]
) -> tuple[bool, bytes, bytes]:
    """Write `data`, read both streams to their ends, close all; calls `stop` at the time `end`, and says whether."""
    writing, *reading = ours
    said: dict[int, list[bytes]] = {number: [] for number in reading}
    late = False
    with selectors.DefaultSelector() as waiting:
        for number in reading:
            waiting.register(number, selectors.EVENT_READ)
        os.set_blocking(writing, False)
        waiting.register(writing, selectors.EVENT_WRITE)
        while waiting.get_map():
            ready = waiting.select(None if late else max(0, end - time.monotonic()))
            if not ready:
                late = True
                stop()
            for key, _ in ready:
                if key.fd == writing:
                    data = _write(writing, data)
                    done = not data
                else:
                    said[key.fd].append(os.read(key.fd, 1 << 16))
                    done = not said[key.fd][-1]
                if done:
                    waiting.unregister(key.fd)
                    os.close(key.fd)
    out, err = (b"".join(said[number]) for number in reading)
    return late, out, err


def _write(pipe: int, data: bytes) -> bytes:
    """What is left to write; nothing, when nobody reads it any more."""
    try:
        return data[os.write(pipe, data[: 1 << 16]) :] if data else data
    except BrokenPipeError:
        return b""
