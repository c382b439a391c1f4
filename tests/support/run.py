"""Runs the real gitfix in a process of its own and asserts what every run has to keep: its exit code by name,
one JSON object, no traceback. Most are forks of a Python that has gitfix loaded (tests/support/forks.py)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitfix.core.outcome import Exit
from tests.support import forks, terminal
from tests.support.builder import RepoBuilder
from tests.support.world import World

PROGRAM = (sys.executable, "-P", "-m", "gitfix")
"""`-P`: modules of the repository under test are not importable."""

KILLED = "KILLED"
"""What `exit` says of a run that SIGKILL ended."""

KEYS = {"command", "ok", "exit_code", "result", "error"}


@dataclass(frozen=True)
class Result:
    """A run that has ended. `exit` is the name of its exit code; with `pty`, stderr is part of stdout."""

    argv: tuple[str, ...]
    exit: str
    stdout: str
    stderr: str
    seconds: float

    @property
    def json(self) -> dict[str, Any]:
        """The one object on stdout."""
        data = json.loads(self.stdout)
        assert isinstance(data, dict), self
        return data

    @property
    def result(self) -> Any:
        """`result` of the JSON object."""
        return self.json["result"]

    @property
    def error(self) -> Any:
        """`error` of the JSON object."""
        return self.json["error"]

    def __str__(self) -> str:
        said = f"--- stdout\n{self.stdout}--- stderr\n{self.stderr}"
        return f"{' '.join(self.argv)}\nexit {self.exit}\n{said}"


class Gitfix:
    """Calls gitfix in a world; `Gitfix(world)("status", cwd=repo)`."""

    def __init__(self, world: World, program: Sequence[str] = PROGRAM) -> None:
        self.world = world
        self.program = tuple(program)
        self.forked = forks.POSSIBLE and self.program == PROGRAM

    def __call__(
        self,
        *args: str,
        cwd: RepoBuilder | Path,
        expect: str | None = "OK",
        json: bool = False,
        env: Mapping[str, str] | None = None,
        input: str | bytes | None = None,
        pty: bool = False,
        file_limit: int | None = None,
        timeout: float = 60,
    ) -> Result:
        """Run `gitfix ARGS` in `cwd` and assert the NAME of its exit code (None: any; "KILLED": by SIGKILL).

        `json` adds --json and asserts the envelope. `env` is added to the world's. `pty`: on a terminal, `input`
        is typed there. `file_limit`: no file may grow over that many bytes (a full disk).
        """
        words = [*args, *(["--json"] if json else [])]
        argv = [*self.program, *words]
        folder, environment = self._place(cwd, env)
        data = os.fsencode(input) if isinstance(input, str) else input or b""
        begun = time.monotonic()
        if pty:
            code, out = terminal.run(argv, folder, environment, data, timeout)
            err = b""
        elif self.forked and file_limit is None:
            code, out, err = forks.run(words, folder, environment, data, timeout)
        else:
            code, out, err = _run(argv, folder, environment, data, timeout, file_limit)
        done = Result(
            ("gitfix", *words),
            name_of(code),
            os.fsdecode(out),
            os.fsdecode(err),
            time.monotonic() - begun,
        )
        assert expect is None or done.exit == expect, f"expected {expect}\n{done}"
        if done.exit not in (KILLED, "BUG"):
            assert "Traceback (most recent call last)" not in done.stderr, done
        if json and done.exit != KILLED:
            assert_envelope(done)
        return done

    def start(
        self, *args: str, cwd: RepoBuilder | Path, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Begin a run and do not wait; for ^C (`interrupt`) and races."""
        folder, environment = self._place(cwd, env)
        return subprocess.Popen(
            [*self.program, *args],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _place(
        self, cwd: RepoBuilder | Path, env: Mapping[str, str] | None
    ) -> tuple[Path, dict[str, str]]:
        if isinstance(cwd, RepoBuilder):
            return cwd.path, {**cwd.env(), **(env or {})}
        return cwd, self.world.env(**(env or {}))


def interrupt(child: subprocess.Popen[bytes], timeout: float = 20) -> Result:
    """Press ^C: SIGINT to the whole process group, as a terminal does; returns how it ended."""
    os.killpg(child.pid, signal.SIGINT)
    out, err = child.communicate(timeout=timeout)
    argv = tuple(map(str, child.args if isinstance(child.args, list) else [child.args]))
    return Result(argv, name_of(child.returncode), os.fsdecode(out), os.fsdecode(err), 0.0)


def name_of(code: int) -> str:
    """`REFUSED` for 1; an exit code that the contract does not name is shown as a number."""
    if code == -signal.SIGKILL:
        return KILLED
    try:
        return Exit(code).name
    except ValueError:
        return str(code)


def assert_envelope(done: Result) -> None:
    """Exactly one JSON object of the documented shape on stdout, in agreement with the exit code."""
    try:
        data = json.loads(done.stdout)
    except ValueError as error:
        raise AssertionError(f"stdout is not one JSON object ({error})\n{done}") from None
    assert isinstance(data, dict), f"stdout is not a JSON object\n{done}"
    assert set(data) == KEYS, f"the envelope has the keys {sorted(data)}\n{done}"
    assert name_of(data["exit_code"]) == done.exit, f"exit_code disagrees with the exit\n{done}"
    assert data["ok"] is (done.exit == "OK"), f"ok disagrees with the exit\n{done}"
    assert (data["error"] is None) is data["ok"], f"error disagrees with ok\n{done}"
    if data["error"] is not None:
        assert set(data["error"]) == {"code", "message", "hint"}, done
        assert data["error"]["code"] == done.exit, done


def _run(
    argv: list[str],
    cwd: Path,
    env: dict[str, str],
    data: bytes,
    timeout: float,
    file_limit: int | None,
) -> tuple[int, bytes, bytes]:
    """A session of its own: no controlling terminal, so nothing can prompt behind our back."""
    child = subprocess.Popen(
        argv,
        cwd=cwd,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=None if file_limit is None else lambda: _limit(file_limit),
    )
    try:
        out, err = child.communicate(data, timeout)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        out, err = child.communicate()
        words = os.fsdecode(out + err)
        raise AssertionError(f"{argv} was still running after {timeout} s\n{words}") from None
    return child.returncode, out, err


def _limit(size: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
