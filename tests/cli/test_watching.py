"""`--watch` and `--follow`: what happens meanwhile is shown, and ^C is the normal end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli
from tests.shop import Shop, seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    return Shop.build(tmp_path / "shop", monkeypatch)


@pytest.fixture
def gitfix(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(shop.path, capsys)


class Running:
    """gitfix, going on in the background."""

    def __init__(self, shop: Shop, *args: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "gitfix", *args],
            cwd=shop.path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.child.stdout is not None
        os.set_blocking(self.child.stdout.fileno(), False)
        self.seen = ""

    def until(self, words: str) -> None:
        """Wait until `words` were written."""
        assert self.child.stdout is not None
        end = time.monotonic() + 20
        while words not in self.seen:
            assert time.monotonic() < end and self.child.poll() is None, self.seen
            self.seen += (self.child.stdout.read() or b"").decode()
            time.sleep(0.02)

    def stop(self) -> int:
        """^C; the exit code."""
        self.child.send_signal(signal.SIGINT)
        assert self.child.stdout is not None
        os.set_blocking(self.child.stdout.fileno(), True)
        with self.child.stdout as rest:
            self.seen += rest.read().decode()
        return self.child.wait(10)


def test_status_goes_on_with_what_changes(shop: Shop, gitfix: Cli) -> None:
    running = Running(shop, "status", "--watch")
    running.until("no incident is open")
    gitfix("triage", "Login fails", "--severity", "P0")
    running.until("Login fails")
    assert running.stop() == 0
    assert running.seen.count("no incident is open") == 1, "only what changed is written"
    assert "Traceback" not in running.seen


def test_log_goes_on_with_what_is_new(shop: Shop, gitfix: Cli) -> None:
    gitfix("triage", "Login fails", "--severity", "P0")
    running = Running(shop, "log", "--follow")
    running.until("opened the incident")
    gitfix("triage", "--users", "everybody")
    running.until("said how bad it is")
    assert running.stop() == 0
    assert running.seen.count("opened the incident") == 1


@pytest.mark.parametrize("args", [("status", "--watch"), ("log", "--follow")])
def test_what_does_not_end_has_no_json(gitfix: Cli, args: tuple[str, ...]) -> None:
    gitfix("triage", "Login fails")
    ran = gitfix(*args, json=True)
    assert ran.exit is Exit.USAGE and "does not end" in ran.json["error"]["message"]


def test_the_graph_shows_where_two_laptops_met(shop: Shop, gitfix: Cli, tmp_path: Path) -> None:
    gitfix("triage", "Login fails", "--severity", "P0")
    out = gitfix("log", "--graph").out
    assert "* " in out and "opened the incident" in out
    assert gitfix("log", "--graph", "--limit", "1").exit is Exit.USAGE
