"""`gitfix backport` killed at every git process: main and develop both have the fix, or neither has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fault.killing import ALL, Scene, small, with_fix
from tests.support.faults import Faults
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World

PARTS = 2
KINDS = ("alone", "prepare", "push")


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, shop_template: Shop, world: World) -> Scene:
    """Without a remote; with one, prepared; and pushed. main is checked out, the hotfix in a linked worktree."""
    shop = small(shop_template, world, remote=request.param != "alone")
    with_fix(shop, "--worktree")
    command: tuple[str, ...] = ("backport", HOTFIX)
    if request.param == "push":
        Gitfix(world)(*command, cwd=shop.repo)
        command = (*command, "--push")
    return Scene(shop, command, shop.repo.path).prepare()


HOTFIX = "hotfix/2.4.2-login-fails-on-an-empty-cart"


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_before_every_git_process(scene: Scene, part: int) -> None:
    scene.kill_each(range(1 + part, len(scene.calls) + 1, PARTS))


def test_killed_after_git_processes(scene: Scene) -> None:
    scene.kill_each(range(1, len(scene.calls) + 1) if ALL else scene.writers(), where="after")


@pytest.mark.parametrize("delay", [0, 0.002])
def test_killed_together_with_git(scene: Scene, delay: float) -> None:
    scene.kill_each(scene.writers(), where="during", also_git=True, delay=delay)


def test_row_29_an_orphaned_git_goes_on_alone(scene: Scene) -> None:
    scene.kill_each(scene.writers(), where="during")


@pytest.mark.parametrize("renamed", [0, 1, 2, 3])
def test_row_29_killed_inside_the_renames_of_git(
    shop_template: Shop, world: World, faults: Faults, renamed: int
) -> None:
    shop = small(shop_template, world, remote=False)
    with_fix(shop, "--worktree")
    scene = Scene(shop, ("backport", HOTFIX), Path(shop.repo.path)).prepare()
    scene.strike(
        lambda: faults.kill_inside_refs(shop.repo, ref="refs/heads/develop", renamed=renamed),
        f"killed with {renamed} refs renamed",
        renamed,
    )
