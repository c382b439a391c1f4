"""A deploy never runs twice by accident: killed, raced, failed, with no remote, or begun by a colleague."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.operations.test_run import commands, events, hotfix, state, team
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import Shop

ROOT = Path(__file__).parents[2]


def ready(shop: Shop, script: str, more: str = "") -> RepoBuilder:
    """A hotfix whose deploy is next; `script` deploys."""
    team(shop, commands("deploy", script) + more)
    repo = hotfix(shop)
    settled(repo, "deploy", "monitoring", "confirmation")
    repo.git("tag", "v2.4.2")
    repo.git("push", "-q", "origin", "HEAD", "v2.4.2")
    Gitfix(shop.world)("sync", cwd=repo)
    return repo


def settled(repo: RepoBuilder, *but: str) -> None:
    """`settle`, in a process of its own."""
    code = (
        "from pathlib import Path; from tests.operations.views_kit import settle; "
        f"settle(Path({str(repo.path)!r}), *{but!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=repo.env(), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def count(shop: Shop) -> int:
    """How often the deploy has run."""
    path = shop.world.root / "deploys"
    return len(path.read_text().splitlines()) if path.exists() else 0


def once(shop: Shop) -> str:
    return f"echo deployed >> {shop.world.root}/deploys"


def until(path: Path) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.02)


def test_it_is_announced_on_the_remote_before_it_runs(shop: Shop, gitfix: Gitfix) -> None:
    remote = f"git --git-dir={shop.origin.path} log --all --format=%s > {shop.world.root}/seen"
    repo = ready(shop, f"{remote}; {once(shop)}")
    gitfix("run", "deploy", cwd=repo)
    assert "gitfix: deploy-started" in (shop.world.root / "seen").read_text()
    (began,) = events(gitfix, repo, "deploy-started")
    assert began["data"]["unlocked"] == "" and began["git"]["head"] == repo.head
    assert state(gitfix, repo, "deploy") == "done" and count(shop) == 1
    gitfix("run", "deploy", cwd=repo)
    assert count(shop) == 1, "what is done is not done again"


def test_a_killed_deploy_is_known_and_not_repeated(shop: Shop, gitfix: Gitfix) -> None:
    repo = ready(shop, f"{once(shop)}; sleep 60")
    child = gitfix.start("run", "deploy", cwd=repo)
    until(shop.world.root / "deploys")
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)
    done = gitfix("run", "deploy", cwd=repo, expect="POLICY")
    assert "was begun here was cut short" in done.stderr
    assert "gitfix run deploy --again" in done.stderr and "--statement" in done.stderr
    assert "is not recorded" in gitfix("status", cwd=repo).stdout
    gitfix("run", "--next", cwd=repo, expect="POLICY")
    assert count(shop) == 1
    gitfix("run", "deploy", "--statement", "version 2.4.2 answers", cwd=repo)
    assert state(gitfix, repo, "deploy") == "done" and count(shop) == 1


def test_a_colleague_sees_who_deploys_and_again_is_explicit(shop: Shop, gitfix: Gitfix) -> None:
    repo = ready(shop, f"{once(shop)}; sleep 60")
    other = shop.clone("grace")
    gitfix("sync", cwd=other)
    gitfix("trust", "--yes", cwd=other)
    child = gitfix.start("run", "deploy", cwd=repo)
    until(shop.world.root / "deploys")
    done = gitfix("run", "deploy", cwd=other, expect="POLICY")
    assert "is deploying since" in done.stderr and count(shop) == 1
    incident = gitfix("status", cwd=other, json=True).result
    assert incident["next"].startswith("gitfix status --watch")
    shop.world.advance(2 * 3600)
    assert "run deploy" in gitfix("status", cwd=other, json=True).result["next"]
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)
    gitfix("sync", cwd=other)
    again = gitfix.start("run", "deploy", "--again", cwd=other)
    end = time.monotonic() + 30
    while count(shop) < 2:
        assert time.monotonic() < end
        time.sleep(0.02)
    os.kill(again.pid, signal.SIGKILL)
    again.communicate(timeout=20)


def test_of_two_at_the_same_moment_one_deploys(shop: Shop, gitfix: Gitfix) -> None:
    over = shop.world.root / "over"
    repo = ready(shop, f"{once(shop)}; while [ ! -e {over} ]; do sleep 0.1; done")
    clones = [repo]
    for name in ("grace", "edsger"):
        clone = shop.clone(name)
        gitfix("sync", cwd=clone)
        gitfix("trust", "--yes", cwd=clone)
        clones.append(clone)
    running = []
    for number, clone in enumerate(clones):
        # Three people: the same event of the same moment would be one object, and no claim.
        shop.world.nonce = f"k7q{number}"
        running.append(gitfix.start("run", "deploy", cwd=clone))
    end = time.monotonic() + 60
    while sum(child.poll() is None for child in running) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    over.touch()
    said = [child.communicate(timeout=60)[1] for child in running]
    assert sorted(child.returncode for child in running) == [0, 4, 4], said
    assert count(shop) == 1


def test_a_failed_deploy_is_not_repeated_unasked(shop: Shop, gitfix: Gitfix) -> None:
    repo = ready(shop, f"{once(shop)}; exit 3")
    done = gitfix("run", "deploy", cwd=repo, expect="POLICY")
    assert "gitfix run deploy --again" in done.stderr
    done = gitfix("run", "deploy", cwd=repo, expect="POLICY")
    assert "a deploy of this very fix has failed" in done.stderr and count(shop) == 1
    gitfix("run", "deploy", "--again", cwd=repo, expect="POLICY")
    assert count(shop) == 2


def test_without_a_remote_somebody_says_why_that_has_to_do(shop: Shop, gitfix: Gitfix) -> None:
    repo = ready(shop, once(shop))
    shop.origin.path.rename(shop.world.root / "gone")
    done = gitfix("run", "deploy", cwd=repo, expect="REMOTE")
    assert "nobody else can be told that it begins" in done.stderr
    assert "--unlocked --reason" in done.stderr and count(shop) == 0
    gitfix("run", "deploy", "--unlocked", cwd=repo, expect="USAGE")
    gitfix("run", "deploy", "--unlocked", "--reason", "github is down", cwd=repo)
    (began,) = events(gitfix, repo, "deploy-started")
    assert began["data"]["unlocked"] == "github is down" and count(shop) == 1


def test_the_deploy_takes_the_baseline(shop: Shop, gitfix: Gitfix) -> None:
    metric = (
        '[[metrics]]\nname = "errors"\nprovider = "command"\ncommand = "echo 0.5"\n'
        'success_condition = "result < 0.1"\nsymptom = true\n'
    )
    repo = ready(shop, once(shop), metric)
    done = gitfix("run", "deploy", cwd=repo)
    assert "before the deploy: errors  0.5  the symptom is there" in done.stdout
    (baseline,) = events(gitfix, repo, "baseline")
    assert baseline["data"]["metrics"][0]["value"] == 0.5
    assert baseline["clock"] < events(gitfix, repo, "deploy-started")[0]["clock"]
