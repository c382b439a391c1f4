"""Short programs, by `posix_spawn` and where a system lacks it: the same answers, nothing handed on or left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitfix.host import spawned
from gitfix.host.process import Finished, run

SH = "/bin/sh"
ENV = {"PATH": os.environ["PATH"], "ONLY": "this"}
WAYS = [
    pytest.param(
        "spawned", marks=pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="Linux alone")
    ),
    "subprocess",
]


@pytest.fixture(params=WAYS, autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """As macOS is, where there is no `memfd_create`; what is looked up once is looked up again."""
    if request.param == "subprocess":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    spawned._found.cache_clear()
    assert (spawned.spawned(["true"], ENV) is None) == (request.param == "subprocess")
    yield request.param
    spawned._found.cache_clear()


def told(*argv: str) -> tuple[int, bytes, bytes]:
    done = run(argv, env=ENV)
    assert isinstance(done, Finished) and done.argv == argv
    return done.code, done.stdout, done.stderr


def test_code_and_words() -> None:
    script = 'echo "$ONLY"; echo why >&2; cat; exit 3'
    assert told("sh", "-c", script) == (3, b"this\n", b"why\n")


def test_a_signal_is_a_negative_code() -> None:
    assert told(SH, "-c", "kill -9 $$") == (-9, b"", b"")


def test_megabytes_on_both_sides_do_not_wait_for_each_other() -> None:
    script = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero; head -c 9 /dev/zero >&2"
    assert told(SH, "-c", script) == (0, bytes(3_000_000), bytes(3_000_009))


def test_a_reader_that_went_away_ends_it() -> None:
    """Python ignores SIGPIPE; a program that inherits that goes on writing to nobody."""
    _, words, _ = told(SH, "-c", "grep SigIgn /proc/self/status")
    assert int(words.split()[1], 16) & (1 << (signal.SIGPIPE - 1)) == 0


def test_what_this_process_inherited_is_not_handed_on(way: str) -> None:
    """A lock of an outer gitfix, or the pipe of whoever reads a hook, must not stay open in a git of ours."""
    read, write = os.pipe()
    os.set_inheritable(write, True)
    code = (
        "import os, sys; from gitfix.host.process import run;"
        f"{'del os.memfd_create;' if way == 'subprocess' else ''}"
        "done = run(['ls', '-l', '/proc/self/fd'], env={'PATH': sys.argv[1]});"
        "print(done.stdout.decode())"
    )
    argv = [sys.executable, "-c", code, ENV["PATH"]]
    seen = subprocess.run(argv, pass_fds=[write], capture_output=True, text=True, check=True)
    os.close(write)
    assert f"pipe:[{os.fstat(read).st_ino}]" not in seen.stdout and "-> pipe:" in seen.stdout
    os.close(read)


def test_no_descriptor_stays_open() -> None:
    told("true")
    before = sorted(Path("/proc/self/fd").iterdir())
    for argv in (["true"], ["false"], [SH, "-c", "echo x >&2"]):
        told(*argv)
    assert sorted(Path("/proc/self/fd").iterdir()) == before


def test_a_program_that_is_nowhere_is_told_of() -> None:
    with pytest.raises(FileNotFoundError):
        told("no-such-program-anywhere")


@pytest.mark.parametrize(("trap", "stays"), [("rm -f $0.lock; exit 1", False), ("", True)])
def test_an_interrupt_lets_it_tidy_up_and_then_ends_it(
    tmp_path: Path, trap: str, stays: bool
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
        told(SH, "-c", script, str(tmp_path / "it"))
    helper.join()
    assert lock.exists() == stays
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "it.pid").read_text()), 0)
