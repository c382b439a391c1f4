"""Short programs that are started without `subprocess`: the same answers, and nothing handed on or left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from gitfix.host.process import run
from gitfix.host.spawned import spawned

SH = "/bin/sh"
ENV = {"PATH": os.environ["PATH"], "ONLY": "this"}

pytestmark = pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Linux alone has it")


def test_code_and_words() -> None:
    done = spawned(["sh", "-c", 'echo "$ONLY"; echo why >&2; cat; exit 3'], ENV)
    assert done == (3, b"this\n", b"why\n")


def test_a_signal_is_a_negative_code() -> None:
    assert spawned([SH, "-c", "kill -9 $$"], ENV) == (-9, b"", b"")


def test_megabytes_on_both_sides_do_not_wait_for_each_other() -> None:
    script = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; head -c 9 /dev/zero >&2"
    assert spawned([SH, "-c", script], ENV) == (0, bytes(3_000_000), bytes(3_000_009))


def test_a_reader_that_went_away_ends_it() -> None:
    """Python ignores SIGPIPE; a program that inherits that goes on writing to nobody."""
    done = spawned([SH, "-c", "grep SigIgn /proc/self/status"], ENV)
    assert done is not None and int(done[1].split()[1], 16) & (1 << (signal.SIGPIPE - 1)) == 0


def test_what_this_process_inherited_is_not_handed_on(tmp_path: Path) -> None:
    """A lock of an outer gitfix, or the pipe of whoever reads a hook, must not stay open in a git of ours."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    code = (
        "import sys; from gitfix.host.spawned import spawned;"
        "done = spawned(['ls', '-l', '/proc/self/fd'], {'PATH': sys.argv[1]});"
        "print(done[1].decode())"
    )
    argv = [sys.executable, "-c", code, ENV["PATH"]]
    told = subprocess.run(argv, pass_fds=[write], capture_output=True, text=True, check=True)
    os.close(write)
    assert f"pipe:[{os.fstat(read).st_ino}]" not in told.stdout and "-> pipe:" in told.stdout
    os.close(read)


def test_no_descriptor_stays_open() -> None:
    spawned(["true"], ENV)
    before = sorted(Path("/proc/self/fd").iterdir())
    for argv in (["true"], ["false"], [SH, "-c", "echo x >&2"]):
        spawned(argv, ENV)
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_a_program_that_is_nowhere_is_left_to_whoever_tells_of_it() -> None:
    assert spawned(["no-such-program-anywhere"], ENV) is None
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"], env=ENV)


@pytest.mark.parametrize(("trap", "word"), [("rm -f $0.lock; exit 1", False), ("", True)])
def test_an_interrupt_lets_it_tidy_up_and_then_ends_it(
    tmp_path: Path, trap: str, word: bool
) -> None:
    lock = tmp_path / "it.lock"
    lock.write_text("")
    script = f"trap '{trap}' TERM; echo $$ > $0.pid; while :; do sleep 0.01; done"
    main = threading.main_thread().ident
    assert main is not None

    def stop() -> None:
        pid = tmp_path / "it.pid"
        while not pid.exists() or not pid.read_text().strip():
            time.sleep(0.01)
        os.kill(int(pid.read_text()), signal.SIGTERM)
        signal.pthread_kill(main, signal.SIGINT)

    helper = threading.Thread(target=stop)
    helper.start()
    with pytest.raises(KeyboardInterrupt):
        spawned([SH, "-c", script, str(tmp_path / "it")], ENV)
    helper.join()
    assert lock.exists() == word
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "it.pid").read_text()), 0)
