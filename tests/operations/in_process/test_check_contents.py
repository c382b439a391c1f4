"""`gitfix check` on real commits: what the rules see of whole files, of sizes, and of secrets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gitfix.core.outcome import Exit
from gitfix.services import secret_scan
from tests.operations.views_kit import Cli, Ran
from tests.shop import Shop

KEY = "AKIA" + "IOSFODNN7EXAMPL1"


@pytest.fixture(autouse=True)
def hotfix(shop: Shop, gitfix: Cli) -> None:
    gitfix("branch", "Login fails", "--in-place")


def found(ran: Ran, rule: str) -> list[tuple[str, int, str]]:
    rows = [row for row in ran.result["violations"] if row["rule"] == rule]
    return [(row["path"], row["line"], row["message"]) for row in rows]


def put(shop: Shop, path: str, data: str | bytes) -> None:
    file = shop.path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    shop.git("add", "-A")


def test_dependencies_and_names_of_a_commit_and_of_the_index(shop: Shop, gitfix: Cli) -> None:
    put(shop, "requirements.txt", "flask==2.0\n")
    put(shop, "shop/money.py", "def cents(text): ...\n")
    staged = gitfix("check", "--staged", json=True)
    assert found(staged, "dependency-change") == [("requirements.txt", 1, "flask is added: ==2.0")]
    shop.git("commit", "-q", "-m", "More")
    assert found(gitfix("check", json=True), "dependency-change")
    put(shop, "shop/money.py", "def cents(text, sign): ...\n")
    shop.git("commit", "-q", "-m", "Sign")
    base = ("check", "--base", "HEAD~1")
    words = "cents(): the new parameter sign has no default"
    assert found(gitfix(*base, json=True), "api-change") == [("shop/money.py", 1, words)]


def test_a_large_binary_file(shop: Shop, gitfix: Cli) -> None:
    put(shop, "logo.bin", b"\0" * 600_000)
    ran = gitfix("check", "--staged", json=True)
    assert ran.exit is Exit.POLICY
    assert found(ran, "large-file")[0][2].startswith("adds 586 kB")
    shop.git("config", "gitfix.budget.max-file-kb", "600")  # looser than the policy: not in force
    assert found(gitfix("check", "--staged", json=True), "large-file")


def test_a_secret_is_found_and_never_shown(shop: Shop, gitfix: Cli) -> None:
    pytest.importorskip("detect_secrets")
    put(shop, "shop/pay.py", f'first = 1\nkey = "{KEY}"\n')
    for options in ((), ("--format", "sarif"), ("--format", "github")):
        ran = gitfix("check", "--staged", *options)
        assert ran.exit is Exit.POLICY
        assert "AWS Access Key" in ran.out and KEY not in ran.out + ran.err
    ran = gitfix("check", "--staged", json=True)
    assert found(ran, "secret") == [("shop/pay.py", 2, "looks like a secret (AWS Access Key)")]
    put(shop, "shop/pay.py", f'key = "{KEY}"  # pragma: allowlist secret\n')
    assert not found(gitfix("check", "--staged", json=True), "secret")


def test_words_about_passwords_are_no_secrets_in_prose(shop: Shop, gitfix: Cli) -> None:
    pytest.importorskip("detect_secrets")
    put(shop, "docs/use.md", 'password = "hunter2secret"\n')
    put(shop, "shop/pay.py", "password = get_password()\n")
    assert not found(gitfix("check", "--staged", json=True), "secret")
    put(shop, "shop/pay.py", 'password = "hunter2secret"\n')
    assert found(gitfix("check", "--staged", json=True), "secret")


def test_a_huge_change_is_searched_as_far_as_it_is_said(shop: Shop, gitfix: Cli) -> None:
    pytest.importorskip("detect_secrets")
    put(shop, "a.py", f'key = "{KEY}"\n')
    put(shop, "b.py", "x = 1\n" * 6000)
    put(shop, "c.py", f'key = "{KEY}"\n')
    ran = gitfix("check", "--staged", json=True)
    assert [path for path, _, _ in found(ran, "secret")] == ["a.py"]
    assert ran.result["whole"] is False
    assert "in the first 1 file only" in " ".join(ran.err.split())
    ran = gitfix("check", "--staged", "--whole", json=True)
    assert [path for path, _, _ in found(ran, "secret")] == ["a.py", "c.py"]
    assert ran.result["whole"] is True and not ran.err


def test_a_huge_change_that_is_allowed_is_searched_to_its_end(shop: Shop, gitfix: Cli) -> None:
    pytest.importorskip("detect_secrets")
    put(shop, "docs/long.md", "x = 1\n" * 6000)
    put(shop, "shop/pay.py", f'key = "{KEY}"\n')
    ran = gitfix("check", "--staged", json=True)
    assert found(ran, "secret") and ran.result["whole"] is True


def test_without_the_extra_only_those_who_ask_are_told(
    shop: Shop, gitfix: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets", None)
    monkeypatch.setattr(secret_scan, "find_spec", lambda name: None)
    put(shop, "shop/pay.py", f'key = "{KEY}"\n')
    ran = gitfix("check", "--staged")
    assert "secret" not in ran.out + ran.err
    assert "does not run here: pip install" in gitfix("check", "--explain", "secret").out
    assert "all but secret run here" in gitfix("doctor").out
    assert "does not run here" not in gitfix("check", "--explain", "rename").out


def test_the_incidents_severity_has_its_budget(shop: Shop, gitfix: Cli) -> None:
    toml = "[budget.P0]\nmax_lines = 200\n[[budget.paths]]\npaths = ['pay/**']\nmax_lines = 3\n"
    shop.git("switch", "-q", "main")
    put(shop, ".gitfix.toml", toml)
    shop.git("commit", "-q", "-m", "Policy")
    shop.git("switch", "-q", "-")
    put(shop, "shop/big.py", "x = 1\n" * 150)
    put(shop, "pay/card.py", "x = 1\n" * 4)
    said = {row["message"] for row in gitfix("check", "--staged", json=True).result["violations"]}
    assert any("150 changed lines of code in shop/big.py; 100 is the limit" in one for one in said)
    assert "4 changed lines of code in pay/**; 3 is the limit" in said
    gitfix("triage", "--severity", "P0")
    said = {row["message"] for row in gitfix("check", "--staged", json=True).result["violations"]}
    assert any("20 is the target, 200 the limit" in one for one in said)


def test_two_files_that_are_one_module_are_compared_with_each_other(
    shop: Shop, gitfix: Cli
) -> None:
    """Python takes the package: what only the file beside it has is gone for whoever imports it."""
    put(shop, "shop/coin.py", "def cents(): ...\n\ndef euros(): ...\n")
    put(shop, "shop/coin/__init__.py", "def cents(): ...\n")
    shop.git("commit", "-q", "-m", "Coins")
    put(shop, "shop/coin.py", "RATE = [1]\n\ndef cents(): ...\n\ndef euros(): ...\n")
    put(shop, "shop/coin/__init__.py", "RATE = [1]\n\ndef cents(): ...\n")
    ran = gitfix("check", "--base", "HEAD", "--staged", json=True)
    assert [message for _, _, message in found(ran, "api-change")] == ["euros: is gone"]
