"""`gitfix release --push` on a bad day: tag and branch have landed, or nothing has, whoever kills or refuses what."""

from __future__ import annotations

import pytest

from tests.fault.killing import ALL, HOTFIX, Scene, small, with_fix
from tests.operations.people_kit import released
from tests.operations.release_kit import BEFORE, TAG, put_off, tag_of
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

PUSH = ("release", "--push")
KEPT = ("refs/gitfix-local/*", "operation *")


def ready(template: Shop, world: World) -> Shop:
    """Everything before the release is put off; the branch is nowhere but here."""
    shop = small(template, world, remote=True)
    with_fix(shop, "--severity", "P0")
    put_off(Gitfix(world), shop.repo, *BEFORE)
    return shop


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return ready(shop_template, world)


def lands(shop: Shop, gitfix: Gitfix) -> None:
    """The same command again, on a good day."""
    assert gitfix(*PUSH, cwd=shop.repo, json=True).result["pushed"]
    assert tag_of(shop.repo) == tag_of(shop.origin) != ""
    assert HOTFIX in shop.origin.git("branch", "--list", HOTFIX)
    no_leaks(shop.repo)


@pytest.mark.parametrize("push", [True, False] if ALL else [True])
def test_killed_at_every_git_process(shop_template: Shop, world: World, push: bool) -> None:
    shop = ready(shop_template, world)
    command = PUSH if push else PUSH[:1]
    Scene(shop, command, shop.repo.path, again=False).prepare().kill_everywhere(midst=push)


def test_preparing_killed_at_every_git_process(shop_template: Shop, world: World) -> None:
    """The commit, the branch, the checkout and the record come together, or the files say the old version."""
    shop = ready(shop_template, world)
    command = ("release", "--prepare")
    Scene(shop, command, shop.repo.path).prepare().kill_everywhere(midst=False)


@pytest.mark.parametrize("ref", [f"refs/heads/{HOTFIX}", f"refs/tags/{TAG}"])
def test_one_of_the_two_is_refused(shop: Shop, gitfix: Gitfix, ref: str) -> None:
    shop.origin.reject(ref, "frozen for the audit")
    with unchanged(shop.repo, shop.origin, allow=KEPT):
        said = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE").stderr
    assert "nothing landed" in said and "frozen for the audit" in said
    assert "gitfix release" in said
    shop.origin.be_friendly()
    lands(shop, gitfix)


def test_a_server_without_atomic_pushes(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.no_atomic()
    with unchanged(shop.repo, shop.origin, allow=KEPT):
        said = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE").stderr
    assert "gitfix release && git push origin v2.4.2" in said


@pytest.mark.parametrize("mode", ["hang-push", "lose-pack"])
def test_the_remote_falls_silent(shop: Shop, gitfix: Gitfix, mode: str) -> None:
    shop.repo.config("gitfix.network.timeout", "1")
    shop.repo.config("gitfix.network.push-timeout", "3")
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave(mode)
    said = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", timeout=120).stderr
    assert "nothing landed" in said, said
    shop.origin.behave("")
    gitfix("status", cwd=shop.repo)
    assert not tag_of(shop.repo) and not tag_of(shop.origin)
    lands(shop, gitfix)


def test_a_push_that_landed_without_an_answer_is_found(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    gitfix(*PUSH, cwd=shop.repo)
    assert tag_of(shop.repo) == tag_of(shop.origin) != ""
    no_leaks(shop.repo)


def test_the_tag_appears_meanwhile(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    made = f"git -C '{shop.origin.path}' tag -a -m theirs {TAG} main"
    with faults.before("*'push '*", made):
        said = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE").stderr
    assert "somebody else has just released v2.4.2" in said and "gitfix refresh" in said
    assert not tag_of(shop.repo)
    assert HOTFIX not in shop.origin.git("branch", "--list", HOTFIX)
    no_leaks(shop.repo)


def test_the_branch_moves_meanwhile(shop: Shop, gitfix: Gitfix, faults: Faults) -> None:
    """It is there already, at the approved commit; a newer one stops the tag, too."""
    shop.repo.git("push", "-q", "origin", HOTFIX)
    tip = shop.repo.head
    shop.colleague_pushes(HOTFIX)
    newer = shop.origin.git("rev-parse", HOTFIX)
    shop.origin.git("update-ref", f"refs/heads/{HOTFIX}", tip)
    moved = f"git -C '{shop.origin.path}' update-ref refs/heads/{HOTFIX} {newer}"
    with faults.before("*'push '*", moved):
        said = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE").stderr
    assert f"{HOTFIX} has moved on origin" in " ".join(said.split())
    assert not tag_of(shop.repo) and not tag_of(shop.origin)


def test_a_release_of_the_line_comes_first(shop: Shop, gitfix: Gitfix) -> None:
    released(shop, "v2.4.3", "shop/other.py", "x = 1\n")
    with unchanged(shop.repo, allow=KEPT):
        gitfix(*PUSH, cwd=shop.repo, expect="REFUSED")
