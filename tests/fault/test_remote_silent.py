"""A remote that hangs or goes away in the middle: nothing is lost, ^C ends it, and what landed unseen is found."""

from __future__ import annotations

import time

import pytest

from tests.fault.remote_kit import PUSH, fixed, lands, nothing_moved
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, interrupt
from tests.support.shop import Shop
from tests.support.world import World


@pytest.fixture
def shop(shop_template: Shop, world: World) -> Shop:
    return fixed(shop_template, world)


def asked(shop: Shop, command: str) -> None:
    """Wait until the remote has been asked for that, and is silent."""
    end = time.monotonic() + 20
    while not any(command in call for call in shop.origin.calls()):
        assert time.monotonic() < end, f"the remote was not asked for {command}"
        time.sleep(0.02)


def impatient(shop: Shop) -> None:
    shop.repo.config("gitfix.network.timeout", "1")


def test_row_12_a_push_that_landed_without_an_answer_is_found(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-report")
    done = gitfix(*PUSH, cwd=shop.repo, json=True)
    assert done.result["state"] == "done"
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin)
        assert shop.has_fix(target)
    no_leaks(shop.repo)


def test_row_12_a_connection_lost_before_the_push_landed(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("lose-pack")
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True)
    assert "nothing landed" in done.error["message"], done
    shop.origin.behave("")
    lands(shop, gitfix)


@pytest.mark.parametrize("during", ["hang-push", "hang-fetch"])
def test_row_14_interrupted_while_the_remote_hangs(shop: Shop, gitfix: Gitfix, during: str) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave(during)
    command = {"hang-push": "git-receive-pack", "hang-fetch": "git-upload-pack"}[during]
    with nothing_moved(shop):
        child = gitfix.start(*PUSH, cwd=shop.repo)
        asked(shop, command)
        done = interrupt(child)
        assert done.exit == "INTERRUPTED", done
        assert not shop.world.wait_until_quiet()
        shop.origin.behave("")
        looked = gitfix("status", cwd=shop.repo)
        assert ("took back gitfix backport" in looked.stderr) == (during == "hang-push"), looked
    lands(shop, gitfix)


@pytest.mark.parametrize("mode", ["hang", "refuse"])
def test_row_14_a_remote_that_does_not_answer(shop: Shop, gitfix: Gitfix, mode: str) -> None:
    impatient(shop)
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave(mode)
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REMOTE", json=True, timeout=20)
    assert "origin cannot be reached" in done.error["message"], done
    assert done.error["hint"]
    shop.origin.behave("")
    lands(shop, gitfix)


@pytest.mark.parametrize("noticed", [True, False])
def test_row_29_an_orphaned_push_is_waited_for(
    shop: Shop, gitfix: Gitfix, faults: Faults, noticed: bool
) -> None:
    """gitfix is killed and its git goes on: whether that push lands or not, the next command knows."""
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("slow")
    # A git that writes to the pipe of a dead gitfix dies as well; one that writes nothing goes on.
    output = "" if noticed else ">/dev/null 2>&1"
    words = f"('{shop.world.git}' \"$@\" {output}) & kill -9 $PPID; wait; exit"
    with faults.before("'push '*'refs/heads/main'*", words):
        gitfix(*PUSH, cwd=shop.repo, expect="KILLED")
    looked = gitfix("status", cwd=shop.repo)
    landed = shop.has_fix("main", shop.origin)
    if not noticed:
        assert landed
    said = "finished" if landed else "took back"
    assert f"{said} gitfix backport" in looked.stderr, looked
    assert not shop.world.wait_until_quiet()
    for target in ("main", "develop"):
        assert shop.has_fix(target, shop.origin) == shop.has_fix(target) == landed
    no_leaks(shop.repo)
    if not landed:
        lands(shop, gitfix)


def test_sync_hangs_and_is_interrupted(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.over_ssh(shop.repo)
    manual = {"GITFIX_CONFIG_RECORD_SYNC": "manual"}
    words = ("waive", "missing-test", "--reason", "tested by hand", "--incident", "k7q2")
    gitfix(*words, cwd=shop.repo, env=manual)
    shop.origin.behave("hang-push")
    with nothing_moved(shop):
        child = gitfix.start("sync", cwd=shop.repo)
        asked(shop, "git-receive-pack")
        done = interrupt(child)
    assert done.exit == "INTERRUPTED", done
    shop.origin.behave("")
    gitfix("sync", cwd=shop.repo)
    incidents = "refs/gitfix/incidents"
    assert shop.origin.refs(incidents) == shop.repo.refs(incidents)


def test_a_remote_that_hangs_is_not_left_waiting_by_a_refusal(shop: Shop, gitfix: Gitfix) -> None:
    """It is asked before all is known that may speak against the command."""
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("hang")
    nobody = {"GITFIX_ACTOR": "nobody in particular"}
    with nothing_moved(shop):
        done = gitfix(*PUSH, cwd=shop.repo, expect="REFUSED", env=nobody)
    assert "names nobody" in done.stderr
    assert not shop.world.wait_until_quiet()
