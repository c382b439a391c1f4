"""A program that is watched: its output as it comes, its time and size bounded, nothing left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gitfix.host.live import Ended, run_live
from gitfix.host.marked import marked
from gitfix.host.signals import stoppable
from tests.host.test_processes import alive

SH = "/bin/sh"


class Watched:
    """A run of a shell command, and what was seen of it while it ran."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        self.mark = f"test-{os.getpid()}-{tmp_path.name}"
        self.seen: list[tuple[float, bytes]] = []

    def __call__(
        self,
        script: str,
        limit: float = 20.0,
        cap: int = 1 << 20,
        stop: Callable[[], bool] | None = None,
    ) -> Ended:
        began = time.monotonic()
        ended = run_live(
            [SH, "-c", script],
            cwd=self.folder,
            env=os.environ,
            mark=self.mark,
            limit=limit,
            watch=lambda data: self.seen.append((time.monotonic() - began, data)),
            cap=cap,
            stop=stop,
        )
        assert marked(self.mark) == []
        return ended

    @property
    def shown(self) -> bytes:
        return b"".join(data for _, data in self.seen)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_both_outputs_come_in_the_order_of_their_writing_and_at_once(watched: Watched) -> None:
    ended = watched("echo a; echo b >&2; echo c; sleep 0.6; echo d >&2; exit 3")
    assert (ended.code, ended.how, watched.shown) == (3, "exit", b"a\nb\nc\nd\n")
    assert ended.output.head == b"a\nb\nc\nd\n"
    assert watched.seen[0][0] < 0.5 <= watched.seen[-1][0]
    assert 600 <= ended.ms < 5000


def test_a_signal_is_a_negative_code(watched: Watched) -> None:
    assert watched("kill -9 $$").code == -9


def test_there_is_no_terminal_and_no_input(watched: Watched) -> None:
    assert watched("cat; test -t 0 || test -t 1 || echo none; (: < /dev/tty) 2>/dev/null").code != 0
    assert watched.shown == b"none\n"


def test_a_flood_is_kept_by_its_head_and_its_tail_only(watched: Watched) -> None:
    begun = time.monotonic()
    ended = watched("head -c 100000000 /dev/zero | tr '\\0' x; echo end", cap=10_000)
    assert ended.code == 0
    assert ended.output.total == 100_000_004
    assert ended.output.head == b"x" * 5000 == watched.shown
    assert ended.output.tail == b"x" * 4996 + b"end\n"
    assert ended.output.missing == 100_000_004 - 10_000
    assert time.monotonic() - begun < 20


def test_the_limit_ends_a_program_that_hangs_and_keeps_its_words(watched: Watched) -> None:
    ended = watched("echo waiting; sleep 60", limit=0.4)
    assert (ended.how, ended.output.head) == ("limit", b"waiting\n")
    assert ended.ms < 3000


def test_the_limit_ends_a_program_that_closed_its_output_and_is_deaf(watched: Watched) -> None:
    ended = watched("trap '' TERM; exec >&- 2>&-; while :; do sleep 0.1; done", limit=0.3)
    assert ended.how == "limit"


@pytest.mark.parametrize("way", ["sleep 60 &", "setsid sleep 60 &", "setsid -f sleep 60"])
def test_what_was_left_running_is_ended_and_counted(watched: Watched, way: str) -> None:
    begun = time.monotonic()
    ended = watched(f"{way}\necho ok")
    assert (ended.code, ended.how, watched.shown, ended.left) == (0, "exit", b"ok\n", 1)
    assert time.monotonic() - begun < 5


def test_whoever_started_it_can_end_it(watched: Watched) -> None:
    ended = watched("echo begun; sleep 60", stop=lambda: bool(watched.seen))
    assert (ended.how, watched.shown) == ("interrupt", b"begun\n")
    assert ended.ms < 20_000


def test_what_has_ended_by_itself_is_not_called_stopped(watched: Watched) -> None:
    looks: list[bool] = []

    def stop() -> bool:
        looks.append(True)
        return False

    ended = watched("sleep 0.2; exit 4", stop=stop)
    assert (ended.how, ended.code, bool(looks)) == ("exit", 4, True)


def test_the_limit_ends_what_has_left_the_group(watched: Watched, tmp_path: Path) -> None:
    script = f"setsid sh -c 'trap \"\" TERM; echo $$ > {tmp_path}/it; sleep 60' & wait"
    assert watched(script, limit=0.5).how == "limit"
    assert not alive(tmp_path / "it")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_gitfix_ends_the_program(watched: Watched, number: signal.Signals) -> None:
    timer = threading.Timer(0.4, os.kill, (os.getpid(), number))
    timer.start()
    with stoppable():
        ended = watched("echo begun; sleep 60")
    timer.join()
    assert (ended.how, watched.shown) == ("interrupt", b"begun\n")
    assert ended.ms < 5000


def test_a_signal_while_it_is_tidied_up_is_noted(watched: Watched) -> None:
    """It has ended by itself, and that counts; whoever wants to run another one knows better."""
    timer = threading.Timer(0.7, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    ended = watched("(trap '' TERM; exec >&-; exec 2>&-; sleep 60) & exit 3")
    timer.join()
    assert (ended.how, ended.code, ended.asked, ended.left) == ("exit", 3, True, 1)
    assert not watched("exit 3").asked


def test_an_error_of_whoever_watches_ends_the_program(tmp_path: Path) -> None:
    def broken(data: bytes) -> None:
        raise BrokenPipeError

    script = f"echo $$ > {tmp_path}/it; echo hello; sleep 60"
    with pytest.raises(BrokenPipeError):
        run_live(
            [SH, "-c", script],
            cwd=tmp_path,
            env=os.environ,
            mark=f"broken-{tmp_path.name}",
            limit=20,
            watch=broken,
        )
    assert not alive(tmp_path / "it")


HOST = """
import os, sys
from pathlib import Path
from gitfix.host.live import run_live
argv = ["/bin/sh", "-c", sys.argv[1]]
run_live(argv, cwd=Path("/"), env=os.environ, mark=sys.argv[2], limit=60, watch=lambda data: None)
"""


def test_programs_die_with_a_gitfix_that_is_killed(tmp_path: Path) -> None:
    mark = f"killed-{tmp_path.name}"
    script = f"setsid -f sleep 60; echo $$ > {tmp_path}/it; while :; do sleep 0.1; done"
    child = subprocess.Popen([sys.executable, "-c", HOST, script, mark])
    end = time.monotonic() + 10
    while not (tmp_path / "it").exists() and time.monotonic() < end:
        time.sleep(0.02)
    child.kill()
    child.wait()
    assert not alive(tmp_path / "it")
    end = time.monotonic() + 5
    while marked(mark) and time.monotonic() < end:
        time.sleep(0.02)
    assert marked(mark) == []
