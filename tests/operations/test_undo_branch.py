"""`gitfix undo` of a branch: the incident that it opened is over, its number is free again, and no work is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged


def test_branch_undo_branch_again(shop: Shop, gitfix: Gitfix) -> None:
    first = gitfix("branch", "Login fails", cwd=shop.repo.path, json=True).result
    gitfix("undo", cwd=shop.repo.path)
    assert shop.repo.current == "main"
    assert not shop.repo.has(f"refs/heads/{first['branch']}")
    assert gitfix("status", "--all", cwd=shop.repo.path, json=True).result["incidents"] == []
    gitfix.world.nonce = "m8q2"
    again = gitfix("branch", "Login fails", cwd=shop.repo.path, json=True).result
    assert again["incident"] != first["incident"]
    assert again["branch"] == first["branch"]
    assert again["version"] == first["version"]


@pytest.mark.parametrize("path", ["shop/cart.py", "notes.txt"])
def test_work_in_the_worktree_of_the_branch_is_not_thrown_away(
    shop: Shop, gitfix: Gitfix, path: str
) -> None:
    made = gitfix("branch", "Login fails", "--worktree", cwd=shop.repo, json=True).result
    at = RepoBuilder(shop.world, Path(made["worktree"]))
    at.write({path: "mine\n"})
    with unchanged(shop.repo):
        said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert "holds work that is not committed" in " ".join(said.split()) and path in said
    assert at.read(path) == "mine\n"


def test_changes_in_the_checkout_stay_where_they_are(shop: Shop, gitfix: Gitfix) -> None:
    made = gitfix("branch", "Login fails", cwd=shop.repo, json=True).result
    shop.repo.write({"shop/cart.py": "mine\n"})
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert "holds changes that are not committed" in " ".join(said.split())
    assert shop.repo.current == made["branch"] and shop.repo.read("shop/cart.py") == "mine\n"
