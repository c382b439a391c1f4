"""Tests that misbehave, and a gitfix that is stopped in the middle: nothing stays, and what was found is used."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.minimize_kit import TEST, hotfix, padded
from tests.support.builder import RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix, interrupt
from tests.support.shop import Shop
from tests.support.snapshot import unchanged

RED = "! grep -q 'not items' shop/cart.py"
"""The fix is not there."""


@pytest.fixture
def fixed(shop: Shop, gitfix: Gitfix) -> Shop:
    hotfix(shop, gitfix)
    shop.repo.commit("Fix: login with an empty cart", padded(shop))
    return shop


def worktrees(repo: RepoBuilder) -> int:
    return repo.git("worktree", "list", "--porcelain").count("worktree ")


def minimised(shop: Shop, gitfix: Gitfix, test: str, *options: str) -> dict[str, object]:
    """Run it, whatever the test does; the checkout is untouched, nothing runs, and the fix is what stays."""
    with unchanged(shop.repo, allow=["ref refs/gitfix*"]):
        done = gitfix("minimize", "--test", test, *options, cwd=shop.repo, json=True).result
    assert [(row["path"], row["line"]) for row in done["kept"]] == [("shop/cart.py", 17)]
    no_leaks(shop.repo)
    assert worktrees(shop.repo) == 1
    assert isinstance(done, dict)
    return done


def test_a_test_that_hangs_without_the_fix(fixed: Shop, gitfix: Gitfix) -> None:
    done = minimised(fixed, gitfix, f"{RED} && sleep 1000; {TEST}", "--test-limit", "2s")
    kept = done["kept"]
    assert isinstance(kept, list)
    assert "does not end in time" in kept[0]["without"]


def test_a_test_that_hangs_in_python_and_is_deaf(fixed: Shop, gitfix: Gitfix) -> None:
    deaf = "import signal,time; signal.signal(15, signal.SIG_IGN); time.sleep(1000)"
    far = f'setsid python3 -c "{deaf}"'  # nor is it in a group that could be ended
    minimised(fixed, gitfix, f"{RED} && {far}; {TEST}", "--test-limit", "2s")


def test_a_test_that_leaves_programs_running(fixed: Shop, gitfix: Gitfix) -> None:
    """In the background, in a session of their own, holding the output open."""
    minimised(fixed, gitfix, f"sleep 1000 & setsid sleep 1000 & {TEST}")


def test_a_test_that_writes_into_its_folder_and_outside(fixed: Shop, gitfix: Gitfix) -> None:
    """What one run leaves does not decide about the next one; tracked files are put back."""
    outside = fixed.world.root / "outside"
    leave = f"echo x >> {outside}; echo x > left; echo broken > shop/cart.py; rm shop/login.py"
    minimised(fixed, gitfix, f"test ! -e left || exit 9; {TEST}; r=$?; {leave}; exit $r")
    assert outside.read_text().count("x") > 3


def test_a_test_that_uses_git_where_it_stands(fixed: Shop, gitfix: Gitfix) -> None:
    lock = 'touch "$(git rev-parse --git-dir)/index.lock"'
    spoil = f"git reset -q --hard HEAD; git add -A; touch x; git stash -q; {lock}"
    minimised(fixed, gitfix, f"{TEST}; r=$?; ({spoil}) >/dev/null 2>&1; exit $r")


def test_a_test_that_deletes_its_worktree(fixed: Shop, gitfix: Gitfix) -> None:
    minimised(fixed, gitfix, f'{TEST}; r=$?; rm -rf "$PWD"; exit $r')


def test_a_test_that_takes_its_worktree_off_git(fixed: Shop, gitfix: Gitfix) -> None:
    """Once the pointer, once what it points to: either is seen, and the worktree made anew."""
    seen = fixed.world.root / "seen"
    inner = 'rm -f "$(git rev-parse --git-dir)/HEAD"'
    off = f"if test -e {seen}; then rm -f .git {seen}; else {inner}; touch {seen}; fi"
    minimised(fixed, gitfix, f"{TEST}; r=$?; {off}; exit $r")


def test_a_test_that_eats_memory(fixed: Shop, gitfix: Gitfix) -> None:
    """More than there is: it fails, and nothing else does; it is also the first that the system would end."""
    seen = fixed.world.root / "score"
    eat = f"{sys.executable} -c 'x = bytearray(1 << 50)'"
    minimised(fixed, gitfix, f"cat /proc/self/oom_score_adj > {seen}; {RED} && {eat}; {TEST}")
    assert seen.read_text().strip() == "1000"


def test_a_test_that_floods_its_output(fixed: Shop, gitfix: Gitfix) -> None:
    """Neither gitfix's memory nor what it keeps of an answer grows with it."""
    seen = fixed.world.root / "memory"
    flood = "head -c 30000000 /dev/zero | tr '\\0' 'x'"
    done = minimised(fixed, gitfix, f"grep VmHWM /proc/$PPID/status >> {seen}; {flood}; {TEST}")
    assert len(str(done["kept"])) < 20_000
    kilobytes = [int(line.split()[1]) for line in seen.read_text().splitlines()]
    assert kilobytes[-1] - kilobytes[0] < 25_000
    (kept,) = (fixed.repo.common_dir / "gitfix" / "trials").iterdir()
    assert kept.stat().st_size < 100_000


def test_a_test_that_wants_a_terminal(fixed: Shop, gitfix: Gitfix) -> None:
    """There is none, and nobody is asked: it reads the end of its input at once."""
    asks = 'read answer < /dev/tty; read other; test -z "$answer$other"'
    done = gitfix("minimize", "--test", f"{asks} && {TEST}", cwd=fixed.repo, pty=True, timeout=60)
    assert "1 of 5 units is needed" in done.stdout
    no_leaks(fixed.repo)


def test_a_prover_whose_test_hangs(fixed: Shop, gitfix: Gitfix) -> None:
    hang = f"{RED} && sleep 1000; {TEST}"
    options = ("--test-limit", "2s")
    done = gitfix("prove", "--test", hang, *options, cwd=fixed.repo, json=True, expect="POLICY")
    assert done.result["why"].endswith("it did not end within its time limit")
    no_leaks(fixed.repo)


def slow(shop: Shop) -> tuple[str, Path]:
    """A test that takes its time and says when it runs; while there is a file beside its log, far too much time."""
    log = shop.world.root / "log"
    held = f"test -e {log}.wait && {{ touch {log}.held; sleep 1000; }}"
    return f"echo x $(cat shop/*.py | cksum) >> {log}; sleep 0.4; {held}; {TEST}", log


def holding(log: Path) -> Path:
    """From now on the test does not end by itself, until the file that is returned is gone; one is running."""
    hold = log.with_name("log.wait")
    hold.touch()
    wait_until(log.with_name("log.held").exists)
    return hold


def wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "it has not come to that"
        time.sleep(0.02)


def wait_for(log: Path, lines: int) -> None:
    wait_until(lambda: log.exists() and log.read_text().count("x") >= lines)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_it_says_the_best_so_far_and_goes_on_from_there(
    fixed: Shop, gitfix: Gitfix, jobs: str
) -> None:
    test, log = slow(fixed)
    with unchanged(fixed.repo):
        child = gitfix.start("minimize", "--test", test, "--jobs", jobs, "--json", cwd=fixed.repo)
        wait_for(log, 4)
        hold = holding(log)
        done = interrupt(child)
        hold.unlink()
    assert done.exit == "INTERRUPTED"
    assert done.result["stopped"] == "interrupt"
    assert len(done.result["kept"]) + len(done.result["dropped"]) == 5
    no_leaks(fixed.repo)
    assert worktrees(fixed.repo) == 1
    more = gitfix("minimize", "--test", test, cwd=fixed.repo, json=True).result
    assert more["one_minimal"] is True
    assert more["cache_hits"] >= 3


def test_killed_the_next_run_cleans_up_and_uses_what_was_found(fixed: Shop, gitfix: Gitfix) -> None:
    test, log = slow(fixed)
    child = gitfix.start("minimize", "--test", test, "--jobs", "2", cwd=fixed.repo)
    wait_for(log, 5)
    assert worktrees(fixed.repo) > 1
    hold = holding(log)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    running = fixed.world.wait_until_quiet()
    assert not running, running
    known = log.read_text().count("x")
    hold.unlink()
    done = gitfix("minimize", "--test", test, cwd=fixed.repo)
    assert "gitfix minimize was cut short" in " ".join(done.stderr.split())
    assert "1 of 5 units is needed" in done.stdout
    rows = log.read_text().splitlines()
    before, after = rows[:known], rows[known:]
    # The last two were running; both ends are run again at the end, and nothing else is.
    assert len(set(before[:-2]) - set(after)) >= len(set(before[:-2])) - 2 > 0
    no_leaks(fixed.repo)
    assert worktrees(fixed.repo) == 1


def test_a_kept_answer_that_was_cut_off_is_left_out(fixed: Shop, gitfix: Gitfix) -> None:
    gitfix("minimize", "--test", TEST, cwd=fixed.repo)
    (kept,) = (fixed.repo.common_dir / "gitfix" / "trials").iterdir()
    kept.write_bytes(b'{"tree": "x"}\n[1]\nnonsense\n' + kept.read_bytes()[:-20])
    done = gitfix("minimize", "--test", TEST, cwd=fixed.repo, json=True).result
    assert done["one_minimal"] is True
    assert done["cache_hits"] > 0
