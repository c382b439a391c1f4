"""`gitfix branch` typed again, and several incidents at once."""

from __future__ import annotations

from gitfix.core.names import INCIDENTS
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def test_alone_it_comes_back_to_the_open_incident_from_any_checkout(
    shop: Shop, gitfix: Gitfix
) -> None:
    shop.repo.write({"README.md": "changed\n"})
    first = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result
    again = gitfix("branch", "--severity", "P0", cwd=shop.repo, json=True).result
    assert again["reused"] and again["incident"] == first["incident"]
    assert again["worktree"] == first["worktree"]
    assert gitfix("status", cwd=shop.repo, json=True).result["severity"] == "P0"


def test_the_reminder_about_severity_works_in_the_folder_that_it_is_typed_in(
    shop: Shop, gitfix: Gitfix
) -> None:
    gitfix("branch", "another problem", "--name", "other", "--no-checkout", cwd=shop.repo)
    shop.world.nonce = "zzzz"
    out = gitfix("branch", SUMMARY, "--no-checkout", cwd=shop.repo).stdout
    reminder = next(line for line in out.split("\n") if "not P1?" in line)
    words = reminder.split("gitfix ")[1].split()
    found = gitfix(*words, cwd=shop.repo, json=True).result
    assert (found["reused"], found["incident"]) == (True, "2026-11-23-zzzz")
    assert len(shop.repo.refs(INCIDENTS)) == 2


def test_alone_with_several_open_it_asks_which(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", "one", "--no-checkout", cwd=shop.repo)
    shop.world.nonce = "zzzz"
    gitfix("branch", "two", "--no-checkout", cwd=shop.repo)
    said = gitfix("branch", cwd=shop.repo, expect="REFUSED").stderr
    assert "2 incidents are open: which one?" in said
    assert "  gitfix branch --incident 2026-11-23-zzzz\n" in said


def test_two_open_incidents_never_share_a_version(shop: Shop, gitfix: Gitfix) -> None:
    one = gitfix("branch", "one", "--name", "fix-one", "--no-checkout", cwd=shop.repo, json=True)
    shop.world.nonce = "zzzz"
    two = gitfix("branch", "two", "--name", "fix-two", "--no-checkout", cwd=shop.repo, json=True)
    assert (one.result["version"], two.result["version"]) == ("2.4.2", "2.4.3")


def test_a_refused_name_claims_no_version(shop: Shop, gitfix: Gitfix) -> None:
    for name, expect in (
        ("main", "REFUSED"),
        ("main/x", "REFUSED"),
        ("-x", "USAGE"),
        ("a..b", "USAGE"),
    ):
        gitfix("branch", SUMMARY, f"--name={name}", cwd=shop.repo, expect=expect)
    assert not shop.origin.refs("refs/gitfix")
    assert not shop.repo.refs("refs/gitfix-local")


def test_the_same_summary_asks_whether_to_go_on(shop: Shop, gitfix: Gitfix) -> None:
    """As the contract decides; without a terminal a new incident is opened, and said."""
    gitfix("triage", SUMMARY, "--severity", "P1", "--users", "all", "--offline", cwd=shop.repo)
    asked = gitfix("branch", SUMMARY, cwd=shop.repo, pty=True, input="y\n")
    assert "has the same summary, it has no branch yet" in " ".join(asked.stdout.split())
    again = gitfix("branch", SUMMARY, cwd=shop.repo, pty=True, input="y\n")
    assert "its branch is hotfix/2.4.2-" in " ".join(again.stdout.split())
    assert len(shop.repo.refs("refs/gitfix/incidents/*")) == 1
