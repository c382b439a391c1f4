"""`gitfix postmortem --commit` and `gitfix undo` killed at every git process."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, Scene, small, with_fix
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World


def scene(kind: str, template: Shop, world: World) -> Scene:
    """main is checked out, the hotfix in a linked worktree."""
    gitfix = Gitfix(world)
    shop = small(template, world, remote=kind in ("prepare", "push"))
    if kind == "undo branch":
        gitfix("branch", "It is broken", cwd=shop.repo)
        return Scene(shop, ("undo",), shop.repo.path, again=False).prepare()
    with_fix(shop, "--worktree")
    if kind == "undo backport":
        gitfix("backport", "--incident", "k7q2", cwd=shop.repo)
        return Scene(shop, ("undo",), shop.repo.path, again=False).prepare()
    command: tuple[str, ...] = ("postmortem", "--incident", "k7q2", "--commit")
    if kind == "push":
        command = (*command, "--push")
    return Scene(shop, command, shop.repo.path).prepare()


KINDS = ["alone", "push", "undo branch", "undo backport", *(["prepare"] if ALL else [])]


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_every_git_process(shop_template: Shop, world: World, kind: str) -> None:
    scene(kind, shop_template, world).kill_everywhere(midst=False)
