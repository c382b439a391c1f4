"""`review`, `refresh`, `handover` and `resume` killed at every git process, and the sync of what they recorded."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, HOTFIX, Scene, small
from tests.operations.people_kit import ID, released
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import SUMMARY, Shop
from tests.support.world import World

RECORD = f"refs/gitfix/incidents/{ID}"


def fixed(template: Shop, world: World) -> Shop:
    shop = small(template, world, remote=True)
    Gitfix(world)("branch", SUMMARY, cwd=shop.repo)
    shop.commit_fix()
    shop.repo.git("push", "-q", "origin", HOTFIX)
    return shop


def shared_after(scene: Scene) -> Scene:
    """Whatever was killed: the record verifies, and the next sync brings both sides together."""
    judge = scene.judge

    def and_shared(turn: int = 0) -> None:
        judge(turn)
        repo, origin = scene.shop.repo, scene.shop.origin
        scene.gitfix("sync", cwd=repo)
        assert repo.oid(RECORD) == origin.oid(RECORD)
        no_leaks(repo)

    scene.judge = and_shared  # type: ignore[method-assign]
    return scene


def test_review(shop_template: Shop, world: World) -> None:
    shop = fixed(shop_template, world)
    words = ("review", "approve", "--solo", "--reason", "alone")
    scene = Scene(shop, words, shop.repo.path, again=False).prepare()
    shared_after(scene).kill_everywhere()


def test_refresh(shop_template: Shop, world: World) -> None:
    shop = fixed(shop_template, world)
    released(shop, "v2.4.2", "shop/other.py", "OTHER = 1\n")
    scene = Scene(shop, ("refresh",), shop.repo.path, again=False).prepare()
    shared_after(scene).kill_everywhere(midst=False)


def test_resume(shop_template: Shop, world: World) -> None:
    """In a clone that has had the record before, and not the branch."""
    shop = fixed(shop_template, world)
    shop.repo.git("switch", "-q", "main")
    shop.repo.git("branch", "-q", "-D", HOTFIX)
    world.become("Grace Hopper", "grace@example.com")
    scene = Scene(shop, ("resume", ID), shop.repo.path, again=False).prepare()
    shared_after(scene).kill_everywhere(midst=False)


def queued(shop: Shop, gitfix: Gitfix) -> None:
    """Both sides have recorded something that the other one has not."""
    laptop = shop.clone("grace")
    manual = {"GITFIX_CONFIG_RECORD_SYNC": "manual"}
    words = ("waive", "missing-test", "--reason", "by hand", "--incident", ID)
    gitfix(*words, cwd=shop.repo, env=manual)
    gitfix("sync", cwd=laptop)
    shop.world.nonce = "g2m8"
    gitfix("waive", "rename", "--reason", "needed", "--incident", ID, cwd=laptop)


@pytest.mark.parametrize("where", ["before", "after", "during"])
def test_sync(
    shop_template: Shop, world: World, faults: Faults, gitfix: Gitfix, where: str
) -> None:
    """Killed at any git process: nothing is lost, and the next sync ends as if nothing had been."""
    shop = fixed(shop_template, world)
    queued(shop, gitfix)
    scene = Scene(shop, ("sync",), shop.repo.path)
    scene.prepare()
    wanted = shop.repo.oid(RECORD)
    every = list(range(1, len(scene.calls) + 1)) if ALL else scene.changed("before")
    assert len(every) > 2
    for n in every if where == "before" else scene.writers():
        scene.restore()
        also = {"also_git": True} if where == "during" else {}
        with faults.kill_at(n, where=where, **also):
            gitfix("sync", cwd=shop.repo, expect="KILLED")
        assert not world.wait_until_quiet()
        events = gitfix("log", "--incident", ID, cwd=shop.repo, json=True).result["events"]
        assert len(events) >= 3, f"{where} {n}: {scene.calls[n - 1]}"
        gitfix("sync", cwd=shop.repo)
        assert shop.repo.oid(RECORD) == shop.origin.oid(RECORD) == wanted
        no_leaks(shop.repo)


def test_the_next_recording_command_takes_along_what_a_kill_left(
    shop_template: Shop, world: World, faults: Faults, gitfix: Gitfix
) -> None:
    shop = fixed(shop_template, world)
    words = ("handover", "--to", "grace")
    with faults.count_git():
        gitfix(*words, cwd=shop.repo)
    push = next(n for n, call in enumerate(faults.calls(), 1) if call.startswith("push "))
    with faults.kill_at(push):
        gitfix(*words, cwd=shop.repo, expect="KILLED")
    assert shop.repo.oid(RECORD) != shop.origin.oid(RECORD)
    gitfix("review", "request", cwd=shop.repo)
    assert shop.repo.oid(RECORD) == shop.origin.oid(RECORD)
