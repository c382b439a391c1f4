"""A paused backport whose branches have moved before anybody goes on with it."""

from __future__ import annotations

import pytest

from tests.story.paused_kit import BOTH, Paused, pause
from tests.support.conflicts import HOTFIX, lines
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import DAY, World


@pytest.fixture
def paused(world: World, gitfix: Gitfix) -> Paused:
    return pause(world, gitfix)


@pytest.mark.parametrize("where", ["another file", "the same file", "a new file beside"])
def test_left_for_a_week_and_the_resolution_still_fits(paused: Paused, where: str) -> None:
    """develop moves meanwhile: the resolution is carried over to its new tip, whichever part of it changed."""
    paused.at.stage({"f.txt": BOTH, "note.txt": "mine\n"})
    files = {
        "another file": {"other.md": "new\n"},
        "the same file": {"f.txt": lines(l5="develop", l12="later")},
        "a new file beside": {"f2.txt": "new\n"},
    }[where]
    paused.repo.world.advance(7 * DAY)
    tip = paused.repo.commit_on("develop", "Other work", files)
    paused.run("--continue")
    assert paused.landed(lines(l5="both", l12="later") if where == "the same file" else BOTH)
    assert paused.repo.oid("develop^1") == tip
    assert paused.repo.read("note.txt", "develop") == "mine\n"


def test_left_for_a_week_and_the_conflict_is_another_one(paused: Paused) -> None:
    """The same lines have changed again: it pauses again, on the new tip, and the work is not lost."""
    paused.at.stage({"f.txt": BOTH})
    tip = paused.repo.commit_on("develop", "Other", {"f.txt": lines(l5="once more")})
    paused.run("--continue", expect="CONFLICT")
    again = paused.repo.worktree_at("../repo-backport-develop-2")
    assert again.head == tip
    assert "once more" in again.read("f.txt")
    assert paused.repo.oid("main") != paused.repo.oid(f"{HOTFIX}")
    again.stage({"f.txt": lines(l5="all three")})
    paused.run("--continue")
    assert paused.landed(lines(l5="all three"))


def test_left_for_a_week_and_there_is_no_conflict_any_more(paused: Paused) -> None:
    paused.repo.commit_on("develop", "Take it back", {"f.txt": lines()})
    paused.run(HOTFIX, "--onto", "main", "--onto", "develop")
    assert paused.landed(lines(l5="the fix"))


def test_the_remote_moves_while_it_lands(shop: Shop, gitfix: Gitfix) -> None:
    """A colleague pushes between the resolution and --continue: computed again on the new tip."""
    shop.conflict_on("develop")
    gitfix("branch", "Login fails", cwd=shop.repo)
    shop.commit_fix()
    gitfix("backport", "--push", cwd=shop.repo, expect="CONFLICT")
    at = shop.repo.worktree_at("../shop-backport-develop")
    at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    tips = {name: shop.colleague_pushes(name) for name in ("main", "develop")}
    gitfix("backport", "--continue", cwd=shop.repo)
    for name, tip in tips.items():
        assert shop.has_fix(f"refs/heads/{name}", shop.origin)
        assert shop.origin.oid(f"refs/heads/{name}^1") == tip
