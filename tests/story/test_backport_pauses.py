"""More than one thing is paused: several picks, several targets, several incidents, and a push that comes later."""

from __future__ import annotations

import pytest

from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World


def line_to_pick_to(shop: Shop) -> None:
    """release/2.6 grew from the release before production, and changed what the fix changes."""
    shop.origin.branch("release/2.6", "v2.4.0")
    shop.origin.commit_on("release/2.6", "Visits", {"shop/visits.py": "VISITS = 26\n"})


@pytest.mark.parametrize("how", ["gitfix", "git commit", "git cherry-pick --continue", "abort"])
def test_picks_of_several_commits(shop: Shop, gitfix: Gitfix, how: str) -> None:
    """The second of three commits conflicts: after it the third is picked, each with its author."""
    line_to_pick_to(shop)
    gitfix("branch", "It fails", cwd=shop.repo)
    repo = shop.repo
    repo.commit("One", {"shop/maps.py": "MAPS = 1\n"})
    repo.commit("Two", {"shop/visits.py": "VISITS = 1\n"}, author="Grace <grace@example.com>")
    repo.commit("Three", {"shop/gifts.py": "GIFTS = 3\n", "three.txt": "3\n"})
    command = ("backport", "--onto", "release/2.6", "--push")
    before = shop.origin.refs("refs/heads")
    gitfix(*command, cwd=repo, expect="CONFLICT")
    at = repo.worktree_at("../shop-backport-release-2.6")
    assert at.log("-2") == ["One", "Visits"]
    assert at.oid("CHERRY_PICK_HEAD") == repo.oid("HEAD~1")
    if how == "abort":
        at.git("cherry-pick", "--abort")
        gitfix("backport", "--abort", cwd=repo)
        assert shop.origin.refs("refs/heads") == before
        assert not repo.refs("refs/gitfix-local/paused")
        return
    at.stage({"shop/visits.py": "VISITS = 27\n"})
    if how == "git commit":
        at.git("commit", "-q", "-m", "Two, done otherwise")
    elif how == "git cherry-pick --continue":
        at.git("-c", "core.editor=true", "cherry-pick", "--continue")
    stopped = gitfix("backport", "--continue", cwd=repo, expect="CONFLICT")
    assert "shop/gifts.py" in stopped.stdout
    again = repo.worktree_at("../shop-backport-release-2.6-2")
    assert again.log("-3") == ["Two", "One", "Visits"]
    again.stage({"shop/gifts.py": "GIFTS = 4\n"})
    gitfix("backport", "--continue", cwd=repo)
    log = shop.origin.log("v2.4.0..refs/heads/release/2.6")
    assert log == ["Three", "Two", "One", "Visits"]
    line = "refs/heads/release/2.6"
    assert shop.origin.git("log", "-1", "--format=%an", f"{line}~1") == "Grace"
    assert shop.origin.read("shop/visits.py", line) == "VISITS = 27\n"
    assert shop.origin.read("shop/gifts.py", line) == "GIFTS = 4\n"
    assert shop.origin.read("three.txt", line) == "3\n"
    # Resolved picks leave no trace in ancestry or content; nobody is asked twice.
    done = gitfix(*command, cwd=repo, json=True)
    assert [row["state"] for row in done.result["targets"]] == ["contained"]


def test_one_conflict_on_two_targets_is_solved_once(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", "It fails", cwd=shop.repo)
    shop.commit_fix()
    for branch in ("develop", "release/2.5"):
        shop.origin.commit_on(branch, "Text", {"shop/search.py": f"# {branch}\n"})
    shop.conflict_on("main")
    shop.conflict_on("develop")
    gitfix(
        "backport",
        "--push",
        "--onto",
        "main",
        "--onto",
        "develop",
        cwd=shop.repo,
        expect="CONFLICT",
    )
    at = shop.repo.worktree_at("../shop-backport-main")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    still = gitfix("backport", "--continue", cwd=shop.repo, expect="CONFLICT").stderr
    assert "develop: shop/cart.py is unmerged" in still
    other = shop.repo.worktree_at("../shop-backport-develop")
    other.git("merge", "--abort")
    gitfix("backport", "--continue", cwd=shop.repo)
    assert shop.has_fix("refs/heads/main", shop.origin)
    assert shop.has_fix("refs/heads/develop", shop.origin)


def test_two_incidents_do_not_meet(shop: Shop, gitfix: Gitfix, world: World) -> None:
    """Two emergencies conflict on develop at once: each has its worktree, its state and its end."""
    repo = shop.repo
    shop.conflict_on("develop")
    first = gitfix("branch", "Login fails", cwd=repo, json=True).result
    shop.commit_fix()
    gitfix("backport", "--push", cwd=repo, expect="CONFLICT")
    world.nonce = "m3x9"
    second = gitfix("branch", "Search fails", cwd=repo, json=True).result
    repo.commit("Search", {"shop/new.py": "SEARCH = 1\n"})
    shop.origin.commit_on("develop", "Search", {"shop/new.py": "SEARCH = 2\n"})
    gitfix("backport", "--push", cwd=repo, expect="CONFLICT")
    assert len(repo.refs("refs/gitfix-local/paused")) == 2
    one, two = (repo.worktree_at(f"../shop-backport-develop{n}") for n in ("", "-2"))
    two.stage({"shop/new.py": "SEARCH = 3\n"})
    gitfix("backport", "--continue", cwd=two.path)
    assert shop.origin.read("shop/new.py", "refs/heads/develop") == "SEARCH = 3\n"
    assert one.path.exists() and list(repo.refs("refs/gitfix-local/paused")) == [
        f"refs/gitfix-local/paused/{first['incident']}"
    ]
    gitfix("backport", "--abort", "--incident", first["incident"], cwd=repo)
    assert not one.path.exists()
    assert second["incident"] != first["incident"]


def test_without_push_it_is_prepared_and_then_pushed(shop: Shop, gitfix: Gitfix) -> None:
    shop.conflict_on("develop")
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    before = shop.origin.refs("refs/heads")
    gitfix("backport", cwd=shop.repo, expect="CONFLICT")
    said = gitfix("status", cwd=shop.repo).stdout
    assert "paused, conflict on develop: gitfix backport --continue" in said
    assert "paused the backport: conflict on develop" in gitfix("log", cwd=shop.repo).stdout
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    done = gitfix("backport", "--continue", cwd=shop.repo)
    assert "next: gitfix backport" in done.stdout and "--push" in done.stdout
    assert shop.origin.refs("refs/heads") == before and not at.path.exists()
    gitfix("backport", "--push", cwd=shop.repo)
    assert shop.has_fix("refs/heads/develop", shop.origin)
    assert not shop.repo.refs("refs/gitfix-local/paused", "refs/gitfix-local/backport")
