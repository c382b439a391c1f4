"""`gitfix backport --pr` typed again, and taken back."""

from __future__ import annotations

import pytest

from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop


@pytest.fixture
def proposed(shop: Shop, gitfix: Gitfix) -> Shop:
    gitfix("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    gitfix("backport", "--pr", cwd=shop.repo)
    assert len(shop.origin.refs("refs/heads/backport/")) == 3
    return shop


def test_the_same_result_is_not_pushed_again(proposed: Shop, gitfix: Gitfix) -> None:
    before = proposed.origin.refs()
    proposed.world.advance(600)
    out = gitfix("backport", "--pr", cwd=proposed.repo).stdout
    assert "they are as they were on origin: send the texts above" in out
    assert proposed.origin.refs() == before


def test_undo_takes_the_branches_away(proposed: Shop, gitfix: Gitfix) -> None:
    gitfix("backport", "--pr", cwd=proposed.repo)
    gitfix("undo", cwd=proposed.repo)
    assert not proposed.origin.refs("refs/heads/backport/")


def test_undo_of_branches_brought_up_to_date_says_how_to_take_them_away(
    proposed: Shop, gitfix: Gitfix
) -> None:
    proposed.repo.commit("More", {"shop/more.py": "more = 1\n"})
    gitfix("backport", "--pr", cwd=proposed.repo)
    said = gitfix("undo", cwd=proposed.repo, expect="REFUSED").stderr
    command = said.split("to take them away: git ")[1].strip()
    proposed.repo.git(*command.split())
    assert not proposed.origin.refs("refs/heads/backport/")


def test_a_worktree_that_somebody_took_away(shop: Shop, gitfix: Gitfix) -> None:
    import shutil

    made = gitfix("branch", SUMMARY, "--worktree", cwd=shop.repo, json=True).result
    shutil.rmtree(made["worktree"])
    said = gitfix("undo", cwd=shop.repo, expect="REFUSED").stderr
    assert "git worktree prune, then: gitfix undo" in said
    shop.repo.git("worktree", "prune")
    gitfix("undo", cwd=shop.repo)
    assert not shop.repo.has(f"refs/heads/{made['branch']}")
