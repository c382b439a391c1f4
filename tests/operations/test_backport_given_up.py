"""Lines that were given up: left out and named, so that a conflict there holds nothing back."""

from __future__ import annotations

from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import DAY

YEARS = 3 * 365 * DAY


def old_line(shop: Shop, name: str, *, conflict: bool = False) -> None:
    """A line whose newest commit is three years behind everything else."""
    shop.repo.git("branch", "-q", name, "v2.3.0")
    now = shop.world.now
    shop.world.now = now - YEARS
    cart = shop.repo.read("shop/cart.py", name)
    changed = cart.replace("best = max(items, key", "best = max(list(items), key")
    shop.repo.commit_on(name, "Begin anew", {"shop/cart.py": changed if conflict else cart + "\n"})
    shop.world.now = now
    shop.repo.git("push", "-q", "origin", name)
    shop.repo.git("fetch", "-q", "origin")


def test_a_line_that_was_given_up_holds_nothing_back(shop: Shop, gitfix: Gitfix) -> None:
    old_line(shop, "3.0", conflict=True)
    before = shop.origin.oid("3.0")
    gitfix("branch", "Login fails", "--in-place", cwd=shop.repo)
    shop.commit_fix()
    done = gitfix("backport", "--push", cwd=shop.repo, json=True)
    assert "3.0" not in [row["branch"] for row in done.result["targets"]]
    assert shop.has_fix("refs/heads/main", shop.origin)
    assert shop.origin.oid("3.0") == before
    told = " ".join(done.stderr.split())
    assert "3.0 is left out: its newest commit is 1,090 days behind main's" in told
    assert "gitfix backport --onto 3.0" in told

    asked = gitfix(
        "backport", "--onto", "3.0", "--dry-run", cwd=shop.repo, json=True, expect="CONFLICT"
    )
    assert [row["branch"] for row in asked.result["targets"]] == ["3.0"]


def test_the_hotfixs_own_line_counts_however_old_it_is(shop: Shop, gitfix: Gitfix) -> None:
    old_line(shop, "release/2.4")
    gitfix("branch", "Login fails", "--in-place", cwd=shop.repo)
    shop.commit_fix()
    done = gitfix("backport", "--dry-run", cwd=shop.repo, json=True)
    assert "release/2.4" in [row["branch"] for row in done.result["targets"]]
    assert "left out" not in done.stderr


def test_a_master_that_main_has_replaced_is_left_out(shop: Shop, gitfix: Gitfix) -> None:
    old_line(shop, "master", conflict=True)
    gitfix("branch", "Login fails", "--in-place", cwd=shop.repo)
    shop.commit_fix()
    done = gitfix("backport", "--dry-run", cwd=shop.repo, json=True)
    assert "master" not in [row["branch"] for row in done.result["targets"]]
    assert "note: master is left out" in done.stderr


def test_how_far_behind_is_the_teams_to_say(shop: Shop, gitfix: Gitfix) -> None:
    old_line(shop, "3.0")
    shop.repo.git("config", "gitfix.backport.line-days", "4000")
    gitfix("branch", "Login fails", "--in-place", cwd=shop.repo)
    shop.commit_fix()
    done = gitfix("backport", "--dry-run", cwd=shop.repo, json=True)
    assert "3.0" in [row["branch"] for row in done.result["targets"]]


def test_where_all_is_quiet_nothing_is_given_up(shop: Shop, gitfix: Gitfix) -> None:
    shop.world.now += YEARS
    gitfix("branch", "Login fails", "--in-place", cwd=shop.repo)
    shop.commit_fix()
    done = gitfix("backport", "--dry-run", cwd=shop.repo, json=True)
    assert "release/2.5" in [row["branch"] for row in done.result["targets"]]
