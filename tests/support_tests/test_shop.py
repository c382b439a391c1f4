"""The standard project is what its docstring says: a real bug, a real fix, on every open line."""

from __future__ import annotations

import pytest

from tests.support.shop import PRODUCTION, TAGS, Shop
from tests.support.world import DAY, NOW

BRANCHES = ("main", "develop", "release/2.3", "release/2.5")


def test_history(shop: Shop) -> None:
    assert set(shop.repo.refs("refs/tags")) == {f"refs/tags/{tag}" for tag in TAGS}
    assert shop.repo.refs("refs/tags") == shop.origin.refs("refs/tags")
    heads = {f"refs/heads/{name}" for name in BRANCHES}
    assert set(shop.repo.refs("refs/heads")) == set(shop.origin.refs("refs/heads")) == heads
    ahead = shop.repo.git("rev-list", "--count", f"{PRODUCTION}..main")
    assert int(ahead) > 2
    released = int(shop.repo.git("log", "-1", "--format=%ct", PRODUCTION))
    assert NOW - 7 * DAY < released < NOW - 5 * DAY
    assert int(shop.repo.git("log", "-1", "--format=%ct", "develop")) < NOW
    assert shop.repo.git("status", "--porcelain", "-b") == "## main...origin/main"


def test_the_fix_turns_a_red_test_green(shop: Shop) -> None:
    shop.repo.switch("hotfix", create=True, start=PRODUCTION)
    assert shop.tests_pass()
    files = shop.fix()
    shop.repo.commit("Only the test", {"tests/test_cart.py": files["tests/test_cart.py"]})
    assert not shop.tests_pass()
    shop.repo.commit("And the fix", files)
    assert shop.tests_pass()
    added = shop.repo.git("diff", "--numstat", PRODUCTION, "--", "shop").split()
    assert added == ["2", "0", "shop/cart.py"]


@pytest.mark.parametrize("branch", BRANCHES)
def test_the_fix_merges_cleanly_into_every_line(shop: Shop, branch: str) -> None:
    shop.repo.switch("hotfix", create=True, start=PRODUCTION)
    shop.commit_fix()
    shop.repo.switch(branch)
    assert not shop.has_fix(branch)
    assert shop.repo.run("cherry-pick", "hotfix").returncode == 0
    assert shop.has_fix(branch)
    assert shop.tests_pass()


def test_a_conflict_on_demand(shop: Shop) -> None:
    shop.repo.switch("hotfix", create=True, start=PRODUCTION)
    shop.commit_fix()
    shop.conflict_on("develop")
    shop.repo.git("fetch", "-q")
    shop.repo.detach("origin/develop")
    assert shop.repo.fails("merge", "hotfix")


def test_copies_do_not_touch_each_other(shop: Shop, shop_template: Shop) -> None:
    before = shop_template.origin.refs()
    shop.colleague_pushes("main")
    shop.repo.git("fetch", "-q")
    assert shop.repo.oid("origin/main") == shop.origin.oid("main") != before["refs/heads/main"]
    assert shop_template.origin.refs() == before
