"""`gitfix undo` of a branch: the incident that it opened is over, and its number is free again."""

from __future__ import annotations

from tests.support.run import Gitfix
from tests.support.shop import Shop


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
