"""`gitfix branch` killed at every git process: no half-made branch, incident, switch or worktree is left."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, Scene, small
from tests.support.faults import Faults
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World

PARTS = 2


@pytest.fixture(params=["in place", "worktree"])
def scene(request: pytest.FixtureRequest, shop_template: Shop, world: World) -> Scene:
    shop = small(shop_template, world, remote=True)
    options = ("--worktree",) if request.param == "worktree" else ()
    return Scene(shop, ("branch", SUMMARY, *options), shop.repo.path, again=False).prepare()


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_before_every_git_process(scene: Scene, part: int) -> None:
    scene.kill_each(range(1 + part, len(scene.calls) + 1, PARTS))


def test_killed_after_git_processes(scene: Scene) -> None:
    scene.kill_each(range(1, len(scene.calls) + 1) if ALL else scene.writers(), where="after")


@pytest.mark.parametrize("delay", [0, 0.002])
def test_killed_together_with_git(scene: Scene, delay: float) -> None:
    scene.kill_each(scene.writers(), where="during", also_git=True, delay=delay)


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_row_29_killed_inside_the_renames_of_git(
    scene: Scene, faults: Faults, renamed: int
) -> None:
    ref = "refs/gitfix/incidents/"
    scene.strike(
        lambda: faults.kill_inside_refs(scene.shop.repo, ref=ref, renamed=renamed),
        f"killed with {renamed} refs renamed",
        renamed,
    )
