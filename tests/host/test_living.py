"""What is running now, from /proc and from ps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitfix.host import living

HOLD = "import sys, time; f = open(sys.argv[1]); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def child(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that works in `tmp_path` and has a file there open."""
    (tmp_path / "lock").touch()
    (tmp_path / "free").touch()
    argv = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    env = {**os.environ, "GIT_DIR": str(tmp_path / "some.git")}
    found = subprocess.Popen(argv, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
    assert found.stdout and found.stdout.readline() == "held\n"
    yield found
    found.kill()
    found.wait()
    found.stdout.close()


@pytest.mark.skipif(not living.PROC.is_dir(), reason="there is no /proc")
def test_a_program_by_proc(child: subprocess.Popen[str], tmp_path: Path) -> None:
    found = {each.pid: each for each in living.running()}[child.pid]
    assert found.argv[1:3] == ("-c", HOLD)
    assert found.cwd == tmp_path.resolve()
    assert str(tmp_path / "some.git") in found.named
    assert 0 <= time.time() - found.started < 30
    lock = tmp_path / "lock"
    assert living.holders([lock, tmp_path / "free"]) == {child.pid: lock}


@pytest.mark.skipif(not living.PROC.is_dir(), reason="there is no /proc")
def test_the_start_is_known_to_a_tenth_of_a_second(tmp_path: Path) -> None:
    (tmp_path / "before").touch()
    child = subprocess.Popen(["sleep", "60"])
    try:
        started = {each.pid: each for each in living.running()}[child.pid].started
        assert abs(started - (tmp_path / "before").stat().st_mtime) < 0.1
    finally:
        child.kill()
        child.wait()


def test_a_program_by_ps(
    child: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where there is no /proc: when it began is known, not where it works."""
    monkeypatch.setattr(living, "PROC", tmp_path / "no-proc")
    found = {each.pid: each for each in living.running()}[child.pid]
    assert found.argv[1] == "-c"
    assert found.cwd is None and found.named == ()
    assert 0 <= time.time() - found.started < 30
    assert living.holders([tmp_path / "lock"]) == {}
