"""`gitfix branch` killed at every git process: no half-made branch, incident, switch or worktree is left."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, HOTFIX, Scene, small
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World


def make(template: Shop, world: World, *options: str) -> Scene:
    shop = small(template, world, remote=True)
    return Scene(shop, ("branch", SUMMARY, *options), shop.repo.path, again=False).prepare()


@pytest.mark.parametrize("options", [(), ("--worktree",), *([("--no-checkout",)] if ALL else [])])
def test_killed_at_every_git_process(
    shop_template: Shop, world: World, options: tuple[str, ...]
) -> None:
    make(shop_template, world, *options).kill_everywhere(midst=not options)


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_row_29_killed_inside_the_renames_of_git(
    shop_template: Shop, world: World, faults: Faults, renamed: int
) -> None:
    scene = make(shop_template, world)
    ref = "refs/gitfix/incidents/"
    scene.strike(
        lambda: faults.kill_inside_refs(scene.shop.repo, ref=ref, renamed=renamed),
        f"killed with {renamed} refs renamed",
        renamed,
    )


def test_killed_while_git_names_the_new_worktree(
    shop_template: Shop, world: World, faults: Faults, gitfix: Gitfix
) -> None:
    """git locks the folder first, and neither lists nor prunes it until it names a place."""
    shop = small(shop_template, world, remote=True)
    place = world.root / "shop-hotfix-2.4.2"
    folder = shop.repo.git_dir / "worktrees" / place.name
    half = f"mkdir -p '{folder}' '{place}'; printf initializing > '{folder}/locked'; kill -9 $PPID; exit 137"
    with faults.before("*'worktree add'*", half):
        gitfix("branch", SUMMARY, "--worktree", cwd=shop.repo, expect="KILLED")
    looked = gitfix("status", cwd=shop.repo)
    assert "finished gitfix branch" in looked.stderr, looked
    assert [path.name for path in folder.parent.iterdir()] == [place.name]
    assert RepoBuilder(world, place).current == HOTFIX
    no_leaks(shop.repo)
