"""`gitfix postmortem` as it is typed: what people read, the one JSON object, the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gitfix.cli.main import run
from gitfix.core.outcome import Exit
from tests.shop import FOLDER, LOG, Shop, seal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    seal(monkeypatch, tmp_path)
    shop = Shop.build(tmp_path / "shop", monkeypatch)
    monkeypatch.chdir(shop.path)
    return shop


def test_prepare_look_push(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.remote()
    incident = shop.hotfix()
    assert run(["postmortem"]) == Exit.OK
    out = capsys.readouterr().out.split("\n")
    short = shop.git("rev-parse", f"refs/gitfix-local/postmortem/{incident}")[:7]
    assert out[:3] == [
        f"incident     {incident}",
        f"post-mortem  {FOLDER}/{incident}.md",
        f"log          {LOG}   1 incident",
    ]
    assert out[-4:-1] == [
        f"prepared for main, nothing has landed; look at it: git show {short}",
        "answer them: gitfix postmortem --edit",
        "next: gitfix backport --push takes it along; or alone: gitfix postmortem --push",
    ]
    assert run(["postmortem", "--commit", "--push"]) == Exit.OK
    assert f"pushed main to origin as {short}\n" in capsys.readouterr().out
    assert run(["postmortem"]) == Exit.OK
    assert "nothing to do: both are up to date on main\n" in capsys.readouterr().out


def test_in_a_checkout(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    incident = shop.hotfix()
    shop.git("switch", "-q", "main")
    assert run(["postmortem", "--dry-run"]) == Exit.OK
    out = capsys.readouterr().out
    assert "dry run, nothing was changed; the plan:" in out
    assert f"  write {shop.path}/{LOG}\n" in out
    assert run(["postmortem"]) == Exit.OK
    assert f"next: git add {FOLDER}/{incident}.md {LOG}\n" in capsys.readouterr().out


def test_json(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    incident = shop.hotfix()
    assert run(["postmortem", "--json"]) == Exit.OK
    answer = json.loads(capsys.readouterr().out)
    assert answer["command"] == "postmortem" and answer["ok"] is True
    result = answer["result"]
    assert result["incident"] == incident
    assert result["state"] == "committed"
    assert result["commit"] == shop.git("rev-parse", "main")
    assert result["problems"] == [] and result["left_alone"] == []


def test_a_refusal_in_json(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["postmortem", "--json"]) == Exit.REFUSED
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"]["code"] == "REFUSED" and answer["error"]["hint"]
