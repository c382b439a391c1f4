"""What a push leaves alone: private tags, unfinished work, checkouts with changes; what can follow does."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.fault.remote_kit import PUSH, fixed, lands
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import take
from tests.support.world import World


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return fixed(shop_template, world)


def test_row_10_private_tags_stay_at_home(shop: Shop, gitfix: Gitfix) -> None:
    """push.followTags leaks an annotated tag on the pushed history; so does `push --tags` (row 28)."""
    shop.repo.config("push.followTags", "true")
    shop.repo.tag("private/before-lunch", HOTFIX)
    tags = shop.origin.refs("refs/tags")
    lands(shop, gitfix)
    gitfix("sync", cwd=shop.repo)
    assert shop.origin.refs("refs/tags") == tags


def test_row_13_a_target_in_another_worktree_follows(shop: Shop, gitfix: Gitfix) -> None:
    other = shop.repo.worktree(shop.world.root / "shop-develop", "develop")
    lands(shop, gitfix)
    assert shop.has_fix("HEAD", other)
    assert not other.git("status", "--porcelain")


def test_row_13_a_target_with_changes_in_another_worktree_is_left_alone(
    shop: Shop, gitfix: Gitfix
) -> None:
    other = shop.repo.worktree(shop.world.root / "shop-develop", "develop")
    other.write({"shop/cart.py": "# unsaved thoughts\n"})
    before = other.head
    done = gitfix(*PUSH, cwd=shop.repo)
    assert "develop in" in done.stdout + done.stderr, done
    assert other.head == before
    assert other.read("shop/cart.py") == "# unsaved thoughts\n"
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
    assert shop.has_fix("main")
    no_leaks(shop.repo)


@pytest.mark.parametrize("branch", [HOTFIX, "develop"])
def test_row_13_a_branch_deleted_on_the_remote_meanwhile(
    shop: Shop, gitfix: Gitfix, faults: Faults, branch: str
) -> None:
    """Only a forced push could say "if it is still there": it is made again, whole, and said."""
    if branch == HOTFIX:
        shop.repo.git("push", "-q", "origin", f"{HOTFIX}~1:refs/heads/{HOTFIX}")
    words = f"git --git-dir='{shop.origin.path}' update-ref -d refs/heads/{branch}"
    with faults.before("'push '*'refs/heads/main'*", words):
        done = gitfix(*PUSH, cwd=shop.repo)
    assert f"{branch} had been deleted on origin meanwhile" in done.stdout + done.stderr, done
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
    assert shop.origin.oid(HOTFIX) == shop.repo.oid(HOTFIX)
    no_leaks(shop.repo)


def test_row_27_remote_tracking_refs_and_tags_stay(shop: Shop, gitfix: Gitfix) -> None:
    shop.colleague_pushes("main")
    shop.origin.tag("v2.4.2-rc1", "main")
    before = shop.repo.refs("refs/remotes", "refs/tags")
    fetched = take(shop.repo).get("state FETCH_HEAD")
    for command in (("production",), ("backport", HOTFIX), ("status",), ("sync",)):
        gitfix(*command, cwd=shop.repo)
        assert shop.repo.refs("refs/remotes", "refs/tags") == before, command
    gitfix(*PUSH, cwd=shop.repo)
    assert shop.repo.refs("refs/remotes", "refs/tags") == before
    assert take(shop.repo).get("state FETCH_HEAD") == fetched


def test_row_30_unfinished_work_on_main_is_never_published(shop: Shop, gitfix: Gitfix) -> None:
    mine = shop.repo.commit("Half done", {"shop/half.py": "HALF = 1\n"})
    done = gitfix(*PUSH, cwd=shop.repo)
    assert shop.repo.oid("main") == mine
    assert "your main has commits of its own" in done.stdout + done.stderr, done
    assert shop.has_fix("main", shop.origin)
    assert shop.origin.fails("cat-file", "-e", mine)
    no_leaks(shop.repo)


def test_row_30_a_checked_out_main_follows_with_its_files(
    shop_template: Shop, world: World
) -> None:
    gitfix = Gitfix(world)
    shop = small(shop_template, world, remote=False)
    with_fix(shop, "--worktree")
    shop.repo.write({"README.md": "my notes\n"})
    gitfix("backport", HOTFIX, cwd=shop.repo)
    assert shop.has_fix("main")
    assert shop.repo.git("diff", "HEAD", "--name-only") == "README.md"
    shop.repo.git("commit", "-q", "--allow-empty", "-m", "Next")
    assert shop.has_fix("main"), "the next commit does not take the fix out"
