"""A security incident: nothing of it reaches the public remote before it is disclosed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from tests.operations.views_kit import Cli, settle
from tests.shop import Shop

ID = "2026-11-23-k7q2"


@pytest.fixture(autouse=True)
def one_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITFIX_NONCE", "k7q2")


@pytest.fixture
def public(shop: Shop, gitfix: Cli) -> Path:
    """The public remote, and a fix under embargo that is committed here."""
    bare = shop.remote()
    assert gitfix("hook", "install").exit is Exit.OK
    assert gitfix("triage", "Tokens leak", "--severity", "P0", "--kind", "security").exit is Exit.OK
    assert gitfix("branch").exit is Exit.OK
    shop.commit("cart/views.py", "version = '2.4.1'\nempty = 0\n", "Harden it")
    return bare


def refs(bare: Path, shop: Shop) -> str:
    return shop.git("for-each-ref", cwd=bare)


def push(shop: Shop, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "push", *args], cwd=shop.path, capture_output=True, text=True, check=False
    )


def test_the_branch_says_nothing_and_nothing_is_claimed(shop: Shop, public: Path) -> None:
    assert shop.git("branch", "--show-current") == "hotfix/2.4.2"
    assert "gitfix" not in refs(public, shop)


@pytest.mark.parametrize(
    "target", ["HEAD:refs/heads/hotfix/2.4.2", "+HEAD:refs/heads/main", "HEAD:refs/tags/v2.4.2"]
)
def test_no_push_shows_it(shop: Shop, public: Path, target: str) -> None:
    before = refs(public, shop)
    done = push(shop, "origin", target)
    assert done.returncode != 0 and "is under embargo" in " ".join(done.stderr.split())
    assert refs(public, shop) == before


def test_other_work_goes_on(shop: Shop, public: Path) -> None:
    shop.git("switch", "-q", "main")
    shop.commit("README", "hello\n", "Something else")
    assert push(shop, "origin", "main").returncode == 0


def test_the_private_remote_takes_it(shop: Shop, gitfix: Cli, public: Path, tmp_path: Path) -> None:
    private = tmp_path / "private.git"
    shop.git("init", "-q", "--bare", str(private))
    shop.git("remote", "add", "private", str(private))
    assert gitfix("config", "record.private_remote", "private").exit is Exit.OK
    assert push(shop, "private", "HEAD").returncode == 0
    assert push(shop, "origin", "HEAD").returncode != 0


@pytest.mark.parametrize(
    "args", [("backport", "--push"), ("backport", "--pr"), ("postmortem", "--commit", "--push")]
)
def test_gitfix_pushes_nothing_of_it(
    shop: Shop, gitfix: Cli, public: Path, args: tuple[str, ...]
) -> None:
    before = refs(public, shop)
    ran = gitfix(*args)
    assert ran.exit is Exit.POLICY and "--disclose" in ran.err
    assert refs(public, shop) == before


def test_once_it_is_disclosed_everything_goes(shop: Shop, gitfix: Cli, public: Path) -> None:
    assert gitfix("triage", "--disclose").exit is Exit.OK
    assert not (shop.path / ".git/gitfix/embargo").exists()
    assert push(shop, "origin", "HEAD").returncode == 0
    assert gitfix("backport", "--push").exit is Exit.OK
    again = gitfix("triage", "--disclose")
    assert again.exit is Exit.REFUSED and "not under embargo" in again.err


def test_only_a_security_incident_is_disclosed(gitfix: Cli) -> None:
    assert gitfix("triage", "Login fails", "--disclose").exit is Exit.REFUSED


def test_the_end_of_the_incident_is_not_the_end_of_the_embargo(
    shop: Shop, gitfix: Cli, public: Path
) -> None:
    settle(shop.path)
    before = refs(public, shop)
    assert gitfix("close", "--as", "rolled-back").exit is Exit.OK
    for target in ("HEAD:refs/heads/hotfix/2.4.2", "+HEAD:refs/heads/main"):
        done = push(shop, "origin", target)
        assert done.returncode != 0 and "is under embargo" in " ".join(done.stderr.split())
    assert gitfix("sync").exit is Exit.OK
    assert refs(public, shop) == before

    assert gitfix("triage", "--incident", ID, "--disclose").exit is Exit.OK
    assert shop.git("for-each-ref", "refs/gitfix/incidents") == "", "it is in the archive now"
    told = gitfix("log", "--incident", ID, json=True).result["events"]
    assert [event["type"] for event in told][-2:] == ["closed", "disclosed"]
    assert push(shop, "origin", "HEAD").returncode == 0
    assert gitfix("triage", "--incident", ID, "--users", "all").exit is Exit.REFUSED


def test_a_false_alarm_hides_nothing(shop: Shop, gitfix: Cli, public: Path) -> None:
    assert gitfix("close", "--as", "false-alarm", "--reason", "no leak").exit is Exit.OK
    assert push(shop, "origin", "HEAD:refs/heads/other").returncode == 0
