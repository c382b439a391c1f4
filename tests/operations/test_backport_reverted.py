"""A branch that took the fix out again does not have it, and nobody is told that it has."""

from __future__ import annotations

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def test_a_reverted_fix_is_not_everywhere_it_should_be(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    gitfix("backport", "--push", cwd=shop.repo)
    shop.repo.switch("develop")
    shop.repo.git("revert", "--no-edit", "-m", "1", "HEAD")
    shop.repo.git("push", "-q", "origin", "develop")
    done = gitfix("backport", cwd=shop.repo)
    assert "develop       -   reverted" in done.stdout
    assert "the fix is everywhere" not in done.stdout
    assert "the fix is not on develop: revert the revert" in done.stdout
