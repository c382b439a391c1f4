"""Runs other programs: argv lists only, bytes in and out, bounded in time, nothing left running."""

from __future__ import annotations

import subprocess
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

from gitfix.core.value import dataclass
from gitfix.host.group import kill_group
from gitfix.host.pump import TimedOut, pump, wait
from gitfix.host.signals import deferred
from gitfix.host.spawned import spawned

__all__ = ["Begun", "Finished", "TimedOut", "run"]


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
    begun = Begun(argv, input=input, cwd=cwd, env=env, pass_fds=pass_fds, terminal=terminal)
    return begun.finish(idle, limit)


def _run_plain(
    argv: Sequence[str],
    input: bytes,
    cwd: Path | str | None,
    env: Mapping[str, str] | None,
    pass_fds: Sequence[int],
) -> Finished:
    if env is not None and not (input or cwd or pass_fds):
        short = spawned(argv, env)
        if short is not None:
            return Finished(tuple(argv), *short)
    with subprocess.Popen(
        argv,
        stdin=subprocess.PIPE if input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=env,
        pass_fds=pass_fds,
    ) as child:
        try:
            stdout, stderr = child.communicate(input or None)
        except BaseException:
            # `communicate` has given it its time after ^C; `subprocess.run` would not wait for its end.
            child.kill()
            child.wait()
            raise
    return Finished(tuple(argv), child.returncode, stdout, stderr)


class Begun:
    """A program that runs while whoever began it does something else; it is killed where nobody waits for its end."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        input: bytes = b"",
        cwd: Path | str | None = None,
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
        terminal: bool = False,
        asked_later: bool = False,
    ) -> None:
        """Begin it; `asked_later`: its input is what `finish` is given."""
        self._argv, self._input = tuple(argv), input
        # A session of its own hears no ^C: it has to be known here before one is heard here.
        with deferred():
            self._child = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE if input or asked_later else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=cwd,
                env=env,
                pass_fds=pass_fds,
                start_new_session=not terminal,  # a session of its own has no terminal
            )
            self._kill = weakref.finalize(self, kill_group, self._child)

    def finish(
        self, idle: float | None = None, limit: float | None = None, input: bytes = b""
    ) -> Finished:
        """Its end, as `run` gives it; the clocks begin now."""
        child, argv = self._child, self._argv
        self._input = self._input or input
        try:
            started = time.monotonic()
            stdout, stderr = pump(child, argv, self._input, idle, limit)
            code = wait(child, argv, started, idle, limit, stderr)
        except BaseException:
            self._kill()
            raise
        self._kill.detach()
        return Finished(argv, code, stdout, stderr)

    def drop(self) -> None:
        """End it now: nobody wants to know."""
        self._kill()
