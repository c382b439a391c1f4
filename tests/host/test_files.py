"""Files that are whole or not there, and the lock that dies with its last holder."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitfix.host.files import locked, write_atomically


def test_a_new_file_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [child.name for child in path.parent.iterdir()] == ["file"]


def test_the_mode_stays_unless_another_is_given(tmp_path: Path) -> None:
    path = tmp_path / "hook"
    path.write_text("old")
    path.chmod(0o751)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o7777 == 0o751
    write_atomically(path, b"newer", mode=0o600)
    assert path.stat().st_mode & 0o7777 == 0o600


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "file", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_and_the_file_behind_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("old")
    (tmp_path / "link").symlink_to("real/file")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "file").read_bytes() == b"new"


def test_a_dangling_link_gets_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("later")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "later").read_bytes() == b"new"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_text("x")
    with pytest.raises(OSError):
        write_atomically(tmp_path / "folder", b"new")
    assert [child.name for child in tmp_path.iterdir()] == ["folder"]


@contextlib.contextmanager
def holder(lock: Path, body: str) -> object:
    """Another process that holds the lock and runs `body`; it says `ready` when it has come so far."""
    code = (
        "import os, subprocess, sys, time; from pathlib import Path; from gitfix.host.files import locked\n"
        f"with locked(Path({str(lock)!r}), patience=0) as fd:\n"
        "    assert fd is not None\n" + "".join(f"    {line}\n" for line in body.splitlines())
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        yield child, child.stdout.readline().strip()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with (
        holder(lock, "print('ready', flush=True)\ntime.sleep(60)"),
        locked(lock, patience=0) as mine,
    ):
        assert mine is None
    with locked(lock, patience=2) as mine:
        assert mine is not None


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    started = time.monotonic()
    with (
        holder(lock, "print('ready', flush=True)\ntime.sleep(0.4)"),
        locked(lock, patience=10) as mine,
    ):
        assert mine is not None
    assert time.monotonic() - started < 8


CHILD = (
    "child = subprocess.Popen(['sleep', '60'], pass_fds=[fd], stdout=subprocess.DEVNULL)\n"
    "print(child.pid, flush=True)\n"
)


def test_a_child_of_a_killed_holder_holds_on(tmp_path: Path) -> None:
    """Row 29: an orphaned push may still land; nobody else may begin before it has ended."""
    lock = tmp_path / "lock"
    with holder(lock, CHILD + "time.sleep(60)") as (parent, number):
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        with locked(lock, patience=0.1) as mine:
            assert mine is None
        os.kill(int(number), signal.SIGKILL)
        with locked(lock, patience=2) as mine:
            assert mine is not None


def test_a_daemon_that_outlives_an_orderly_end_holds_nothing(tmp_path: Path) -> None:
    """`git credential-cache` starts a daemon that inherits the descriptor and stays for a quarter of an hour."""
    lock = tmp_path / "lock"
    with holder(lock, CHILD) as (parent, number):
        parent.wait()
        with locked(lock, patience=0) as mine:
            assert mine is not None
        os.kill(int(number), signal.SIGKILL)
