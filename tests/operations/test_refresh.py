"""`gitfix refresh`: a parallel hotfix was released; it is taken in, and the fix is measured against it."""

from __future__ import annotations

import pytest

from tests.operations.people_kit import HOTFIX, ID, grace, hotfix, released
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import BUG, SUMMARY, Shop
from tests.support.snapshot import unchanged


def test_nothing_to_refresh(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    with unchanged(shop.repo):
        done = gitfix("refresh", cwd=shop.repo)
        assert gitfix("refresh", cwd=shop.repo, json=True).result["state"] == "nothing"
    assert "v2.4.1 is still the newest release of its line" in done.stdout


def test_the_newer_release_is_merged_and_evidence_is_void(shop: Shop, gitfix: Gitfix) -> None:
    head = hotfix(shop, gitfix)
    with grace(shop.world):
        gitfix("review", "approve", cwd=shop.repo)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    with unchanged(shop.repo, allow=["refs/gitfix-local/*"]):
        planned = gitfix("refresh", "--dry-run", cwd=shop.repo, json=True).result
    assert planned["state"] == "planned" and planned["version"] == "2.4.3"
    done = gitfix("refresh", cwd=shop.repo)
    assert "v2.4.2" in done.stdout and "v2.4.1" in done.stdout and "2.4.3" in done.stdout
    assert "this hotfix is 2.4.3 now" in done.stderr
    assert shop.repo.current == HOTFIX
    first, second = shop.repo.git("rev-parse", "HEAD^1", "HEAD^2").split()
    assert (first, second) == (head, shop.origin.oid("v2.4.2^0"))
    assert shop.repo.read("shop/other.py") == "OTHER = 1\n"
    assert shop.repo.git("status", "--porcelain") == ""
    assert not shop.repo.has("refs/tags/v2.4.2"), "the user's tags are the user's"
    checked = gitfix("check", cwd=shop.repo, json=True).result
    assert checked["base"]["tag"] == "v2.4.2" and checked["verdict"] == "pass"
    assert checked["code"]["lines"] == 2 and checked["violations"] == []
    steps = gitfix("status", cwd=shop.repo, json=True).result["steps"]
    states = {step["id"]: step["state"] for step in steps}
    assert (states["review"], states["minimal-change"]) == ("stale", "done")
    assert "still the newest" in gitfix("refresh", cwd=shop.repo).stdout


def test_refreshed_twice_and_carried_back(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    gitfix("refresh", cwd=shop.repo)
    released(shop, "v2.4.4", "shop/third.py", "THIRD = 1\n", parent="v2.4.2")
    assert gitfix("refresh", cwd=shop.repo, json=True).result["version"] == "2.4.5"
    assert gitfix("check", cwd=shop.repo, json=True).result["violations"] == []
    rows = gitfix("backport", "--push", cwd=shop.repo, json=True).result["targets"]
    assert {row["branch"]: row["state"] for row in rows}["main"] in ("merged", "picked"), rows
    cart = shop.origin.read("shop/cart.py", "main")
    assert BUG not in cart


def test_undo(shop: Shop, gitfix: Gitfix) -> None:
    head = hotfix(shop, gitfix)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    gitfix("refresh", cwd=shop.repo)
    gitfix("undo", cwd=shop.repo)
    assert shop.repo.head == head and shop.repo.git("status", "--porcelain") == ""
    assert gitfix("check", cwd=shop.repo, json=True).result["base"]["tag"] == "v2.4.1"
    assert "undone" in [e["type"] for e in gitfix("log", cwd=shop.repo, json=True).result["events"]]


def test_a_conflict_moves_nothing_and_says_how_it_goes_by_hand(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    cart = shop.origin.read("shop/cart.py", "v2.4.1")
    other = BUG.replace("best = max(items, key", "best = max(list(items), key")
    released(shop, "v2.4.2", "shop/cart.py", cart.replace(BUG, other))
    with unchanged(shop.repo, allow=["refs/gitfix-local/*"]):
        done = gitfix("refresh", cwd=shop.repo, expect="CONFLICT", json=True)
    assert [one["path"] for one in done.result["conflicts"]] == ["shop/cart.py"]
    assert done.result["state"] == "conflict"
    command = done.error["hint"].split("\n")[0].removeprefix("by hand: ")
    assert command == f"git merge {shop.origin.oid('v2.4.2^0')}"
    assert shop.repo.run(*command.split()[1:]).returncode == 1
    shop.repo.write({"shop/cart.py": shop.fix("v2.4.1")["shop/cart.py"]})
    shop.repo.git("commit", "-q", "-a", "--no-edit")
    assert "merge-commit" in gitfix("check", cwd=shop.repo, expect="POLICY").stdout
    found = gitfix("refresh", cwd=shop.repo, json=True).result
    assert found["state"] == "adopted" and found["merge"] == shop.repo.head
    checked = gitfix("check", cwd=shop.repo, json=True).result
    assert checked["base"]["tag"] == "v2.4.2" and checked["violations"] == []


def test_before_the_first_commit_it_is_a_fast_forward(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    done = gitfix("refresh", cwd=shop.repo, json=True).result
    assert done["merge"] == "" and done["after"] == shop.origin.oid("v2.4.2^0")
    assert shop.repo.head == shop.origin.oid("v2.4.2^0")


def test_local_changes_in_the_way_are_kept(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    released(shop, "v2.4.2", "shop/visits.py", "OTHER = 1\n")
    shop.repo.write({"shop/visits.py": "mine\n"})
    with unchanged(shop.repo, allow=["refs/gitfix-local/*", "refs/gitfix/claims/*"]):
        said = gitfix("refresh", cwd=shop.repo, expect="REFUSED").stderr
    assert "commit or stash them" in said
    shop.repo.git("checkout", "-q", "shop/visits.py")
    shop.repo.write({"shop/views.py": "mine\n"})
    gitfix("refresh", cwd=shop.repo)
    assert shop.repo.read("shop/views.py") == "mine\n"
    assert shop.repo.read("shop/visits.py") == "OTHER = 1\n"


def test_in_a_linked_worktree(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, "--worktree", cwd=shop.repo)
    there = RepoBuilder(shop.world, shop.world.root / "shop-hotfix-2.4.2")
    shop.commit_fix(there)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    gitfix("refresh", cwd=shop.repo)
    assert there.read("shop/other.py") == "OTHER = 1\n"
    assert there.git("status", "--porcelain") == ""


def test_a_release_of_another_line_is_said_and_not_taken(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    shop.origin.tag("v2.5.0", "main")
    done = gitfix("refresh", cwd=shop.repo)
    assert "v2.5.0 is in production, on another line" in done.stderr
    assert "still the newest release of its line" in done.stdout


def test_not_here_and_without_a_tag(shop: Shop, gitfix: Gitfix) -> None:
    hotfix(shop, gitfix)
    laptop = shop.clone("grace")
    gitfix("sync", cwd=laptop)
    said = gitfix("refresh", cwd=laptop, expect="REFUSED").stderr
    assert f"gitfix resume {ID}" in said
    gitfix("branch", "from a commit", "--from", "main", "--name", "fix-it", cwd=laptop)
    assert (
        "does not start at a release tag" in gitfix("refresh", cwd=laptop, expect="REFUSED").stderr
    )


@pytest.mark.parametrize("words", [("--incident", "nope"), ()])
def test_without_an_incident(shop: Shop, gitfix: Gitfix, words: tuple[str, ...]) -> None:
    assert gitfix("refresh", *words, cwd=shop.repo, expect="REFUSED", json=True).error["hint"]
