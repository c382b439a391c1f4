"""A plain check sets git to work before its command line is read, and says what it says without that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gitfix.cli.early import plain_check
from gitfix.core.outcome import Exit
from gitfix.core.settings import Settings
from gitfix.operations import check_begin
from gitfix.operations.check import check
from tests.shop import Shop, seal

LATE = "import sys\nfrom gitfix.cli.main import run\nsys.exit(run(sys.argv[1:]))"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    shop = Shop.build(tmp_path / "shop", monkeypatch)
    shop.git("switch", "-qc", "hotfix/2.4.2", "v2.4.1")
    shop.commit("cart/views.py", "empty = 2\n", "Fix")
    return shop


def both(cwd: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """What a process of its own says; the same as without an early beginning."""
    ran = [
        subprocess.run(
            [sys.executable, *how, "check", *argv],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )
        for how in (("-m", "gitfix"), ("-c", LATE))
    ]
    one, other = ((done.returncode, done.stdout, done.stderr) for done in ran)
    assert one == other
    return ran[0]


def test_it_says_the_same(shop: Shop, tmp_path: Path) -> None:
    assert both(shop.path).returncode == Exit.OK
    assert "v2.4.0" in both(shop.path, "--base", "v2.4.0", "--json").stdout
    assert "main" in both(shop.path, "main", "--quiet").stderr
    assert both(shop.path / "cart", "HEAD~1").returncode == Exit.OK
    assert both(shop.path, "--base", "nothing").returncode == Exit.REFUSED
    assert both(shop.path, "--base").returncode == Exit.USAGE
    assert both(shop.path, "--staged", "--base", "v2.4.1").returncode == Exit.OK
    assert both(tmp_path).returncode == Exit.REFUSED


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("check", (None, None)),
        ("check --quiet fix --base v1 --json", ("fix", "v1")),
        ("check --base --json", None),
        ("check --base", None),
        ("check --base=v1", None),
        ("check --base v1 --base v2", None),
        ("check a b", None),
        ("check --repo x", None),
        ("check --dry-run", None),
        ("check --staged", None),
        ("check --help", None),
        ("check -- x", None),
        ("status", None),
    ],
)
def test_only_a_plain_check_is_begun(
    words: str, asked: tuple[str | None, str | None] | None
) -> None:
    assert plain_check(words.split()) == asked


def test_only_just_what_was_begun_is_taken_up(shop: Shop) -> None:
    settings = Settings(shop.path)
    for early in ((None, None), (None, "v2.4.0"), ("main", None)):
        check_begin.begin_early(settings, *early)
        taken = check_begin.taken_up(settings, None, "v2.4.0", staged=False)
        assert (taken is not None) == (early == (None, "v2.4.0"))
        if taken is not None:
            with taken:
                assert taken.measured.tag == "v2.4.0" and taken.coming()[0] == 1
        assert check_begin.taken_up(settings, *early, staged=False) is None


def test_what_was_cut_short_is_finished_first(shop: Shop) -> None:
    settings = Settings(shop.path)
    check_begin.begin_early(settings, None, None)
    journal = shop.path / ".git/gitfix/journal"
    journal.mkdir(parents=True)
    (journal / "0001.json").write_text("{")
    assert check_begin.taken_up(settings, None, None, staged=False) is None
    (journal / "0001.json").unlink()
    assert check(settings).exit is Exit.OK


def test_stopped_while_git_is_asked(shop: Shop, tmp_path: Path) -> None:
    """^C before click is there ends as at any other time."""
    slow = tmp_path / "bin/git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\necho up >&2\nexec sleep 60\n")
    slow.chmod(0o755)
    env = {**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED],
        cwd=shop.path,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "begun\n"
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == Exit.INTERRUPTED
    assert "stopped by you" in said and "Traceback" not in said


STOPPED = """
import signal, sys
from gitfix.git import opening
from gitfix.git.process import Git
begin = Git.begin
def noted(self, *args, **more):
    begun = begin(self, *args, **more)
    if args[0] == "config":
        print("begun", file=sys.stderr, flush=True)
    return begun
Git.begin = noted
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[1:] = ["check"]
from gitfix.__main__ import main
main()
"""
