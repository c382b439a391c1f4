"""Programs that gitfix runs: both ways without a deadlock, bounded in time, nothing left behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from gitfix.host.process import Begun, TimedOut, run

SH = "/bin/sh"


def alive(pid_file: Path) -> bool:
    """Whether the process that wrote its number there still runs (a zombie does not)."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid_file.read_text().strip()}/stat").read_text()
        except FileNotFoundError:
            return False
        if state.rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("bounds", [{}, {"idle": 20.0}, {"limit": 20.0}])
def test_megabytes_go_both_ways_at_once(bounds: dict[str, float]) -> None:
    data = os.urandom(1 << 16) * 64
    assert run(["cat"], input=data, **bounds).stdout == data


@pytest.mark.parametrize("bounds", [{}, {"idle": 20.0}])
def test_a_program_that_does_not_read_its_input_is_no_error(bounds: dict[str, float]) -> None:
    done = run([SH, "-c", "exec <&-; echo ok; echo why >&2; exit 3"], input=b"x" * 10**6, **bounds)
    assert (done.code, done.stdout, done.stderr) == (3, b"ok\n", b"why\n")


@pytest.mark.parametrize("bounds", [{}, {"idle": 20.0}])
def test_a_signal_is_a_negative_code(bounds: dict[str, float]) -> None:
    assert run([SH, "-c", "kill -9 $$"], **bounds).code == -9


def test_no_input_is_the_end_of_file_at_once() -> None:
    assert run(["cat"], idle=5.0).stdout == b""
    assert run(["cat"]).stdout == b""


def test_a_missing_program_is_an_os_error() -> None:
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"], idle=1.0)


def test_progress_on_stderr_keeps_a_slow_program_alive() -> None:
    done = run([SH, "-c", "for i in 1 2 3 4; do sleep 0.2; echo $i >&2; done"], idle=0.6)
    assert done.stderr == b"1\n2\n3\n4\n"


def test_idleness_ends_it_and_keeps_its_words() -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut) as late:
        run([SH, "-c", "echo waiting >&2; sleep 60"], idle=0.3)
    assert time.monotonic() - started < 5
    assert (late.value.seconds, late.value.stderr) == (0.3, b"waiting\n")


def test_the_limit_holds_against_a_program_that_never_stops_talking() -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut) as late:
        run([SH, "-c", "while :; do echo y; done"], idle=5.0, limit=0.4)
    assert time.monotonic() - started < 4
    assert late.value.seconds == 0.4


@pytest.mark.parametrize("bounds", [{"idle": 0.3}, {"limit": 0.3}, {"idle": 0.3, "limit": 9.0}])
def test_a_program_that_closes_its_output_and_stays_is_ended(bounds: dict[str, float]) -> None:
    with pytest.raises(TimedOut) as late:
        run([SH, "-c", "exec >&- 2>&-; sleep 60"], **bounds)
    assert late.value.seconds == 0.3


@pytest.mark.parametrize("deaf", [False, True])
def test_a_time_out_ends_the_grandchildren_too(tmp_path: Path, deaf: bool) -> None:
    trap = "trap '' TERM;" if deaf else ""
    child = f"{trap} echo $$ > {tmp_path}/child; while :; do sleep 0.1; done"
    with pytest.raises(TimedOut):
        run([SH, "-c", f'{SH} -c "$1" & wait', SH, child], idle=0.5)
    assert not alive(tmp_path / "child")


def test_a_program_that_is_deaf_to_sigterm_is_ended(tmp_path: Path) -> None:
    script = f"trap '' TERM; echo $$ > {tmp_path}/it; while :; do sleep 0.1; done"
    with pytest.raises(TimedOut):
        run([SH, "-c", script], idle=0.3)
    assert not alive(tmp_path / "it")


def test_descriptors_are_passed_on_only_when_asked(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        look = "import os, sys; os.fstat(int(sys.argv[1]))"
        argv = [sys.executable, "-S", "-c", look, str(handle)]
        assert run(argv, pass_fds=[handle]).code == 0
        assert run(argv).code == 1
    finally:
        os.close(handle)


def test_what_was_begun_is_waited_for_later() -> None:
    begun = Begun([SH, "-c", "cat; echo why >&2; exit 3"], input=b"given")
    done = begun.finish(idle=20.0)
    assert (done.code, done.stdout, done.stderr) == (3, b"given", b"why\n")


def test_the_clock_of_what_was_begun_starts_when_somebody_waits() -> None:
    begun = Begun([SH, "-c", "sleep 0.5; echo there"])
    time.sleep(0.3)
    assert begun.finish(idle=0.4).stdout == b"there\n"
    with pytest.raises(TimedOut):
        Begun([SH, "-c", "sleep 60"]).finish(idle=0.2)


def test_what_nobody_waits_for_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    begun = Begun([SH, "-c", f"sh -c 'echo $$ > {child}; exec sleep 60' & wait"])
    while not child.exists() or not child.read_text():
        time.sleep(0.02)
    del begun
    assert not alive(child)
