"""The report of a bug: a file that its owner alone can read, and no secret in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.cli.main import run
from gitfix.core.outcome import Exit
from gitfix.host import secret_names


def test_a_bug_report_holds_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("PAGER_ADDRESS", "https://pager.example.com/pl4nted/path")
    monkeypatch.setenv("DEPLOY_TOKEN", "pl4nted-token")
    monkeypatch.setattr(secret_names, "_declared", {"PAGER_ADDRESS"})
    monkeypatch.setattr(secret_names, "_values", {"pl4nted-in-git"})
    monkeypatch.setattr(secret_names, "_sources", [])

    def broken(*_: object, **__: object) -> None:
        told = "pl4nted-token, pl4nted-in-git and /pl4nted/path of git@example.com"
        raise RuntimeError(told)

    monkeypatch.setattr("gitfix.operations.doctor.doctor", broken)
    assert run(["doctor", "--no-color", "--repo", "https://ada:pl4nted@x/"]) == Exit.BUG
    (path,) = tmp_path.rglob("bug-*.log")
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text()
    assert "RuntimeError: ***, *** and /*** of git@example.com" in text
    both = capsys.readouterr()
    assert "pl4nted" not in text + both.out + both.err
    assert str(path) in both.err
