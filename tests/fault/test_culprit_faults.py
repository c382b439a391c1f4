"""A reproducer that misbehaves, and a gitfix that is stopped: nothing stays, and what was found is used."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.fault.test_minimize_faults import slow, wait_for, worktrees
from tests.operations.minimize_kit import TEST, hotfix
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, interrupt
from tests.support.shop import Shop
from tests.support.snapshot import unchanged


@pytest.fixture
def fixed(shop: Shop, gitfix: Gitfix) -> Shop:
    hotfix(shop, gitfix)
    shop.commit_fix()
    return shop


def test_interrupted_it_leaves_nothing_and_goes_on_from_there(fixed: Shop, gitfix: Gitfix) -> None:
    test, log = slow(fixed)
    with unchanged(fixed.repo):
        child = gitfix.start("culprit", "--reproduce", test, "--json", cwd=fixed.repo)
        wait_for(log, 3)
        done = interrupt(child)
    assert done.exit == "INTERRUPTED"
    no_leaks(fixed.repo)
    assert worktrees(fixed.repo) == 1
    ran = log.read_text().count("x")
    assert gitfix("culprit", "--reproduce", test, cwd=fixed.repo, json=True).result["confirmed"]
    assert log.read_text().count("x") - ran < 4, "what was answered before is not run again"


def test_killed_the_next_command_cleans_up(fixed: Shop, gitfix: Gitfix) -> None:
    test, log = slow(fixed)
    options = ("culprit", "--reproduce", test, "--bisect")
    child = gitfix.start(*options, cwd=fixed.repo)
    wait_for(log, 2)
    assert worktrees(fixed.repo) > 1
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    running = fixed.world.wait_until_quiet()
    assert not running, running
    done = gitfix(*options, cwd=fixed.repo)
    assert "gitfix culprit was cut short" in " ".join(done.stderr.split())
    no_leaks(fixed.repo)
    assert worktrees(fixed.repo) == 1
    assert fixed.repo.git("for-each-ref", "refs/bisect") == ""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_stopped_in_its_bisect_git_stops_too_and_the_next_goes_on(
    shop: Shop, gitfix: Gitfix, sign: signal.Signals
) -> None:
    repo = shop.repo
    hotfix(shop, gitfix)
    repo.commit("Work around it", {"shop/guard.py": "ON = True\n"})
    test = "sleep 0.5; test -e shop/guard.py || ! grep -q dearest shop/cart.py"
    options = ("culprit", "--reproduce", test, "--bisect")
    child = gitfix.start(*options, cwd=repo)
    begun = time.monotonic()
    while not list((repo.path / ".git/worktrees").glob("*/BISECT_LOG")):
        assert child.poll() is None and time.monotonic() - begun < 60
        time.sleep(0.02)
    os.kill(child.pid, sign)
    child.communicate()
    running = repo.world.wait_until_quiet()
    assert not running, running
    done = gitfix(*options, cwd=repo)
    assert "confirmed by a run" in done.stdout
    no_leaks(repo)
    assert worktrees(repo) == 1
    assert not list((repo.path / ".git").glob("BISECT*"))
    assert repo.git("for-each-ref", "refs/bisect") == ""


def test_a_reproducer_that_hangs_says_nothing(fixed: Shop, gitfix: Gitfix) -> None:
    hang = f"! grep -q 'not items' shop/cart.py && sleep 1000; {TEST}"
    options = ("--test-limit", "1s")
    done = gitfix(
        "culprit", "--reproduce", hang, *options, cwd=fixed.repo, json=True, expect="POLICY"
    )
    assert "within its time limit" in done.result["runs"][-1]["why"]
    no_leaks(fixed.repo)


@pytest.mark.parametrize(
    "ignored", ["/nowhere/at/all", "nonsense.txt"], ids=["missing", "not-a-list"]
)
def test_a_list_of_ignored_commits_that_git_would_die_of(
    fixed: Shop, gitfix: Gitfix, ignored: str
) -> None:
    repo = fixed.repo
    (repo.path / "nonsense.txt").write_text("abc\nnot a commit\n" + "0" * 40 + "\n")
    repo.git("config", "blame.ignoreRevsFile", ignored)
    done = gitfix("culprit", cwd=repo, json=True, expect="REFUSED")
    assert "git config --unset-all blame.ignoreRevsFile" in done.error["hint"]


def test_commits_that_the_team_ignores_are_looked_past(shop: Shop, gitfix: Gitfix) -> None:
    """A reformat touches the faulty line last: with the list in the tree, blame goes on to who wrote it."""
    repo = shop.repo
    cart = repo.read("shop/cart.py")
    reformat = repo.commit("Reformat", {"shop/cart.py": cart.replace("best[0]", "(best[0])")})
    named = {".git-blame-ignore-revs": f"# formatting\n{reformat}\n"}
    listed = repo.commit("List it", named)
    fix = repo.commit("Fix", {"shop/cart.py": cart.replace("best[0]", "best and best[0]")})
    first = gitfix("culprit", "--commit", fix, cwd=repo, json=True).result["candidates"][0]
    assert first["subject"] == "Show the dearest item after login"
    assert listed != fix


def test_hostile_messages_are_inert(shop: Shop, gitfix: Gitfix) -> None:
    repo = shop.repo
    cart = repo.read("shop/cart.py")
    subject = "\x1b[31mred\x1b[0m \u202eevil $(touch pwned) `x`"
    repo.commit(subject, {"shop/cart.py": cart.replace("best[0]", "best[-2]")})
    fix = repo.commit("Fix", {"shop/cart.py": cart})
    out = gitfix("culprit", "--commit", fix, cwd=repo).stdout
    assert "\x1b" not in out and "\u202e" not in out
    assert "evil" in out
    assert not (repo.path / "pwned").exists()
