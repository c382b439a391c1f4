"""`gitfix branch` tells an installed hook about the new branch."""

from __future__ import annotations

from gitfix.operations.hook_branches import FILE
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


def test_an_installed_hook_knows_the_new_branch_under_any_name(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("hook", "install", cwd=shop.repo)
    branch = gitfix("branch", SUMMARY, cwd=shop.repo, json=True).result["branch"]
    known = shop.repo.common_dir / "gitfix" / FILE
    assert f"refs/heads/{branch}\n" in known.read_text()
    shop.repo.commit("Much", {"shop/big.py": "".join(f"x{n} = {n}\n" for n in range(200))})
    assert shop.repo.fails("push", "origin", "HEAD:refs/heads/quick")
    gitfix("undo", cwd=shop.repo, expect="REFUSED")
    assert branch in known.read_text()


def test_an_undo_makes_the_hook_forget_it(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("hook", "install", cwd=shop.repo)
    gitfix("branch", SUMMARY, cwd=shop.repo)
    gitfix("undo", cwd=shop.repo)
    assert not (shop.repo.common_dir / "gitfix" / FILE).exists()


def test_without_a_hook_nothing_is_kept_for_one(shop: Shop, gitfix: Gitfix) -> None:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    assert not (shop.repo.common_dir / "gitfix" / FILE).exists()
