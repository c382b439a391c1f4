"""A backport to three targets that pauses, and `--continue`, `--skip` and `--abort` of it, killed at every git process:
the pause is there whole or not at all, and so is what lands."""

from __future__ import annotations

import shutil

import pytest

from tests.fault.killing import HOTFIX, Scene, with_fix
from tests.support import shop as shops
from tests.support.faults import Faults
from tests.support.run import Gitfix
from tests.support.shop import COLLEAGUE, Shop
from tests.support.world import World

COMMANDS = {
    "pause": ("backport", HOTFIX, "--push"),
    "alone": ("backport", HOTFIX),
    "continue": ("backport", "--continue"),
    "skip": ("backport", "--skip", "develop"),
    "abort": ("backport", "--abort"),
}


def make(template: Shop, world: World, kind: str, *, remote: bool) -> Scene:
    """main, develop (in conflict) and release/2.5; main is checked out, the hotfix in a linked worktree."""
    shop = shops.copy(template, world)
    if remote:
        shop.conflict_on("develop")
    else:
        shop.repo.git("remote", "remove", "origin")
        shutil.rmtree(shop.origin.path)
        cart = shop.repo.read("shop/cart.py", "develop")
        other = cart.replace("best = max(items, key", "best = max(list(items), key")
        shop.repo.commit_on("develop", "Any iterable", {"shop/cart.py": other}, author=COLLEAGUE)
    shop.repo.git("pack-refs", "--all")
    with_fix(shop, "--worktree")
    begins = kind in ("pause", "alone")
    if not begins:
        words = COMMANDS["pause" if remote else "alone"]
        Gitfix(world)(*words, cwd=shop.repo, expect="CONFLICT")
        at = shop.repo.worktree_at("../shop-backport-develop")
        at.stage({"shop/cart.py": at.read("shop/cart.py", "MERGE_HEAD")})
    ends = "CONFLICT" if begins else "OK"
    return Scene(shop, COMMANDS[kind], shop.repo.path, again=begins, ends=ends).prepare()


@pytest.mark.parametrize("kind", ["pause", "continue"])
def test_killed_at_every_git_process(shop_template: Shop, world: World, kind: str) -> None:
    make(shop_template, world, kind, remote=True).kill_everywhere(midst=kind == "continue")


@pytest.mark.parametrize("kind", ["skip", "abort"])
def test_giving_up_and_leaving_out_killed_at_every_git_process(
    shop_template: Shop, world: World, kind: str
) -> None:
    make(shop_template, world, kind, remote=False).kill_everywhere(midst=False)


@pytest.mark.parametrize(
    ("kind", "renamed"), [("alone", 1), *(("continue", renamed) for renamed in range(4))]
)
def test_row_29_killed_inside_the_renames_of_git(
    shop_template: Shop, world: World, faults: Faults, kind: str, renamed: int
) -> None:
    scene = make(shop_template, world, kind, remote=False)
    ref = "refs/gitfix-local/paused/" if kind == "alone" else "refs/heads/develop"
    scene.strike(
        lambda: faults.kill_inside_refs(scene.shop.repo, ref=ref, renamed=renamed),
        f"killed with {renamed} refs renamed",
        renamed,
    )
