"""Runs a program on a terminal of its own, to see what a person sees."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path


def run(
    argv: list[str], cwd: Path, env: dict[str, str], typed: bytes, timeout: float, width: int = 80
) -> tuple[int, bytes]:
    """Run `argv` with a controlling terminal; returns its exit code and all that the terminal showed."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    child = subprocess.Popen(
        argv,
        cwd=cwd,
        env={"TERM": "xterm-256color", **env},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=_take_terminal,
    )
    os.close(slave)
    try:
        if typed:
            os.write(master, typed)
        shown = _read(master, child, time.monotonic() + timeout)
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        raise
    finally:
        code = child.wait()
        os.close(master)
    return code, shown.replace(b"\r\n", b"\n")


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(master: int, child: subprocess.Popen[bytes], end: float) -> bytes:
    shown = b""
    while True:
        ready, _, _ = select.select([master], [], [], 0.05)
        if not ready:
            if child.poll() is not None:
                return shown
            if time.monotonic() >= end:
                raise AssertionError(
                    f"{child.args!r} was still running\n{shown.decode(errors='replace')}"
                )
            continue
        try:
            data = os.read(master, 65536)
        except OSError:
            # Linux reports the end of a terminal as an input/output error.
            return shown
        if not data:
            return shown
        shown += data
