"""A paused backport and a remote on a bad day: `--continue` can be said again until all has landed; and a full disk."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

CONTINUE = ("backport", "--continue")
KEPT = ("refs/gitfix-local/fetched/*", "operation *")


@pytest.fixture
def shop(shop_template: Shop, world: World, gitfix: Gitfix) -> Shop:
    """The conflict of develop is resolved in its worktree, and nothing has landed."""
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    shop.conflict_on("develop")
    gitfix("backport", HOTFIX, "--push", cwd=shop.repo, expect="CONFLICT")
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    return shop


def lands(shop: Shop, gitfix: Gitfix) -> None:
    gitfix(*CONTINUE, cwd=shop.repo)
    for target in ("main", "develop"):
        assert shop.has_fix(f"refs/heads/{target}", shop.origin)
    assert not shop.repo.refs("refs/gitfix-local/paused")
    assert not (shop.world.root / "shop-backport-develop").exists()
    no_leaks(shop.repo)


def test_the_remote_rejects_it(shop: Shop, gitfix: Gitfix) -> None:
    """The resolution stays where it is."""
    shop.origin.protect("develop")
    with unchanged(shop.repo, shop.origin, allow=KEPT):
        said = gitfix(*CONTINUE, cwd=shop.repo, expect="REMOTE").stderr
    assert "develop" in said and "nothing landed" in said
    shop.origin.be_friendly()
    lands(shop, gitfix)


def test_the_remote_hangs(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.config("gitfix.network.timeout", "1")
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("hang")
    with unchanged(shop.repo, shop.origin, allow=KEPT):
        gitfix(*CONTINUE, cwd=shop.repo, expect="REMOTE")
    shop.origin.behave("")
    lands(shop, gitfix)


def test_the_connection_is_lost_after_the_push_was_taken(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    gitfix(*CONTINUE, cwd=shop.repo)
    for target in ("main", "develop"):
        assert shop.has_fix(f"refs/heads/{target}", shop.origin)
    assert not shop.repo.refs("refs/gitfix-local/paused")
    no_leaks(shop.repo)


def test_the_connection_is_lost_before_the_push_was_taken(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-pack")
    gitfix(*CONTINUE, cwd=shop.repo, expect="REMOTE")
    shop.origin.behave("")
    lands(shop, gitfix)


@pytest.mark.parametrize("size", [0, 200, 2000])
def test_the_disk_is_full(shop: Shop, gitfix: Gitfix, size: int) -> None:
    """No file may grow beyond `size` bytes: it says so, and goes on when there is room again."""
    before = shop.origin.refs("refs/heads")
    gitfix(*CONTINUE, cwd=shop.repo, expect=None, file_limit=size)
    shop.world.wait_until_quiet()
    if shop.origin.refs("refs/heads") == before:
        gitfix("status", cwd=shop.repo)
        lands(shop, gitfix)
    assert shop.has_fix("refs/heads/develop", shop.origin)


@pytest.mark.parametrize("size", [0, 400])
def test_the_disk_is_full_when_it_pauses(shop: Shop, gitfix: Gitfix, size: int) -> None:
    gitfix("backport", "--abort", cwd=shop.repo)
    gitfix("backport", HOTFIX, "--push", cwd=shop.repo, expect=None, file_limit=size)
    gitfix("status", cwd=shop.repo)
    no_leaks(shop.repo)
    gitfix("backport", HOTFIX, "--push", cwd=shop.repo, expect="CONFLICT")
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    lands(shop, gitfix)


def test_row_10_one_by_one_where_the_server_has_no_atomic_push(
    shop_template: Shop, world: World, gitfix: Gitfix
) -> None:
    """Only when asked for; in order; and the same command goes on where it stopped."""
    shop = small(shop_template, world, remote=True)
    with_fix(shop, "--worktree")
    shop.origin.no_atomic()
    shop.origin.protect("develop")
    said = gitfix("backport", HOTFIX, "--push", cwd=shop.repo, expect="REMOTE").stderr
    assert "gitfix backport --one-by-one" in said
    assert not shop.has_fix("refs/heads/main", shop.origin)
    slowly = ("backport", HOTFIX, "--one-by-one")
    said = gitfix(*slowly, cwd=shop.repo, expect="REMOTE").stderr
    assert "landed: main" in said and "left: develop" in said
    assert shop.has_fix("refs/heads/main", shop.origin)
    assert shop.has_fix("main"), "the local branch follows"
    (shop.origin.path / "hooks" / "update").unlink()
    done = gitfix(*slowly, cwd=shop.repo, json=True).result
    assert [row["state"] for row in done["targets"]] == ["contained", "merged"]
    assert shop.has_fix("refs/heads/develop", shop.origin)
    no_leaks(shop.repo)
