"""`gitfix run` killed at every git process: recorded or not, never by halves, and its worktree is gone."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, Scene, small
from tests.operations.test_run import commands, hotfix, team
from tests.support.shop import Shop
from tests.support.world import World


def scene(kind: str, template: Shop, world: World) -> Scene:
    shop = small(template, world, remote=True)
    more = '[worktree]\nsetup = "echo ready"\n' if kind == "worktree" else ""
    place = f'place = "{kind}"\n' if kind != "statement" else ""
    team(shop, commands("verification", "echo tried", more=place + more))
    hotfix(shop)
    command: tuple[str, ...] = ("run", "verification", "--again")
    if kind == "statement":
        command = ("run", "communication", "--statement", "told everybody")
    return Scene(shop, command, shop.repo.path, again=False).prepare()


def test_killed_at_every_git_process(shop_template: Shop, world: World) -> None:
    scene("worktree", shop_template, world).kill_everywhere()


@pytest.mark.skipif(not ALL, reason="a variant: GITFIX_EVERY_KILL=1")
@pytest.mark.parametrize("kind", ["checkout", "statement"])
def test_the_other_kinds_killed_at_every_git_process(
    shop_template: Shop, world: World, kind: str
) -> None:
    scene(kind, shop_template, world).kill_everywhere(midst=False)
