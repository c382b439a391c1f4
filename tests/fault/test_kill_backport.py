"""`gitfix backport` killed at every git process: all of its targets have the fix, or none has it."""

from __future__ import annotations

import pytest

from tests.fault.killing import HOTFIX, Scene, small, with_fix
from tests.support.faults import Faults
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World


def make(template: Shop, world: World, kind: str) -> Scene:
    """Without a remote; with one, prepared; and pushed. main is checked out, the hotfix in a linked worktree.

    `three`: pushed at once to main, develop and a line.
    """
    lines = ("release/2.5",) if kind == "three" else ()
    shop = small(template, world, remote=kind != "alone", lines=lines)
    with_fix(shop, "--worktree")
    command: tuple[str, ...] = ("backport", HOTFIX)
    if kind == "push":
        Gitfix(world)(*command, cwd=shop.repo)
    if kind in ("push", "three"):
        command = (*command, "--push")
    return Scene(shop, command, shop.repo.path).prepare()


@pytest.mark.parametrize("kind", ["alone", "prepare", "push", "three"])
def test_killed_at_every_git_process(shop_template: Shop, world: World, kind: str) -> None:
    make(shop_template, world, kind).kill_everywhere(midst=kind == "push")


def test_row_29_an_orphaned_git_goes_on_alone(shop_template: Shop, world: World) -> None:
    scene = make(shop_template, world, "push")
    scene.kill_each(scene.writers(), where="during")


@pytest.mark.parametrize("renamed", [0, 1, 2, 3])
def test_row_29_killed_inside_the_renames_of_git(
    shop_template: Shop, world: World, faults: Faults, renamed: int
) -> None:
    scene = make(shop_template, world, "alone")
    scene.strike(
        lambda: faults.kill_inside_refs(scene.shop.repo, ref="refs/heads/develop", renamed=renamed),
        f"killed with {renamed} refs renamed",
        renamed,
    )
