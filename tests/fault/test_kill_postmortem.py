"""`gitfix postmortem --commit` and `gitfix undo` killed at every git process."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, Scene, small, with_fix
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World

PARTS = 2
KINDS = ("alone", "prepare", "push", "undo branch", "undo backport")


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, shop_template: Shop, world: World) -> Scene:
    """main is checked out, the hotfix in a linked worktree."""
    gitfix = Gitfix(world)
    shop = small(shop_template, world, remote=request.param in ("prepare", "push"))
    if request.param == "undo branch":
        gitfix("branch", "It is broken", cwd=shop.repo)
        return Scene(shop, ("undo",), shop.repo.path, again=False).prepare()
    with_fix(shop, "--worktree")
    if request.param == "undo backport":
        gitfix("backport", "--incident", "k7q2", cwd=shop.repo)
        return Scene(shop, ("undo",), shop.repo.path, again=False).prepare()
    command: tuple[str, ...] = ("postmortem", "--incident", "k7q2", "--commit")
    if request.param == "push":
        command = (*command, "--push")
    return Scene(shop, command, shop.repo.path).prepare()


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_before_every_git_process(scene: Scene, part: int) -> None:
    scene.kill_each(range(1 + part, len(scene.calls) + 1, PARTS))


def test_killed_after_git_processes(scene: Scene) -> None:
    scene.kill_each(range(1, len(scene.calls) + 1) if ALL else scene.writers(), where="after")


def test_killed_together_with_git(scene: Scene) -> None:
    scene.kill_each(scene.writers(), where="during", also_git=True)
