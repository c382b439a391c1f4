"""The main job, from "it is broken" to "the fix is everywhere": one test is one night."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.story.job import LOG, Job, moved, nothing_lost, states, steps
from tests.support.builder import RepoBuilder
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import PREVIOUS, PRODUCTION, SUMMARY, Shop
from tests.support.snapshot import unchanged
from tests.support.world import World

pytestmark = pytest.mark.usefixtures("real_starts")

TARGETS = ("main", "develop", "release/2.5")
HOTFIX = "hotfix/2.4.2-login-fails-on-an-empty-cart"
TOUCHED = {f"refs/heads/{name}" for name in (*TARGETS, HOTFIX)}


def test_a_night_at_the_shop(shop: Shop, gitfix: Gitfix) -> None:
    """As it is typed and read by a person, with the hook and a remote, and no configuration at all."""
    repo, origin = shop.repo, shop.origin
    before = origin.refs()

    gitfix("hook", "install", cwd=repo)
    opened = gitfix("branch", SUMMARY, cwd=repo).stdout
    assert f"production  {PRODUCTION}" in opened and "same on origin" in opened
    assert f"branch      {HOTFIX}" in opened
    assert PREVIOUS in opened and "roll back?" in opened
    assert repo.current == HOTFIX and repo.head == repo.oid(f"{PRODUCTION}^{{commit}}")

    fix = shop.commit_fix()
    assert shop.tests_pass()
    assert "\npass\n" in gitfix("check", cwd=repo).stdout
    pushed = repo.run("push", "-u", "origin", "HEAD")
    assert pushed.returncode == 0 and b"pass" in pushed.stdout + pushed.stderr
    assert origin.oid(f"refs/heads/{HOTFIX}") == fix

    assert "✓ minimal" in gitfix("status", cwd=repo).stdout
    assert "nothing has landed" in gitfix("postmortem", cwd=repo).stdout
    looked = gitfix("backport", cwd=repo).stdout
    assert "next: gitfix backport --push" in looked
    assert moved(before, origin.refs()) == {f"refs/heads/{HOTFIX}"}

    landed = gitfix("backport", "--push", cwd=repo).stdout
    assert "pushed 3 branches to origin, all or nothing" in landed
    assert "the post-mortem went along" in landed
    assert "the fix is on 3 of 3 open lines" in landed
    ended = gitfix("status", cwd=repo).stdout
    assert "· root-cause" in ended and "✓ backport" in ended, "its questions wait"

    for name in TARGETS:
        assert shop.has_fix(f"refs/heads/{name}", origin), name
        assert not origin.fails("merge-base", "--is-ancestor", fix, f"refs/heads/{name}")
        assert repo.oid(f"refs/heads/{name}") == origin.oid(f"refs/heads/{name}"), name
    assert SUMMARY in origin.read(LOG, "main")
    assert f"{fix[:7]}" in origin.read("plans/Security/postmortems/2026-11-23-k7q2.md", "main")
    assert LOG not in origin.files("develop")
    assert moved(before, origin.refs()) == TOUCHED
    nothing_lost(origin, before)
    assert repo.git("status", "--porcelain") == "" and repo.current == HOTFIX
    no_leaks(repo)


def test_the_same_night_for_a_program(shop: Shop, gitfix: Gitfix) -> None:
    """Every command with --json: one object each, and the keys that the next command needs."""
    repo, origin = shop.repo, shop.origin
    before = origin.refs()
    job = Job(gitfix, repo, SUMMARY)

    production = job.type("production")
    assert (production["tag"], production["version"]) == (PRODUCTION, "2.4.1")
    assert production["previous"]["tag"] == PREVIOUS
    assert production["remote"] == {"name": "origin", "state": "same"}
    assert production["commit"] == repo.oid(f"{PRODUCTION}^{{commit}}")

    opened = job.branch("--severity", "P0")
    assert (opened["branch"], opened["version"]) == (HOTFIX, "2.4.2")
    assert opened["base"]["commit"] == production["commit"]
    assert opened["worktree"] is None and opened["checked_out"] and not opened["reused"]
    assert job.type("branch")["reused"], "asked again, the same branch"

    shop.commit_fix()
    check = job.type("check")
    assert (check["verdict"], check["code"]["lines"], check["violations"]) == ("pass", 2, [])
    job.push()
    assert steps(job.type("status"))["backport"] == "open"

    job.type("postmortem")
    prepared = job.type("backport")
    assert states(prepared) == dict.fromkeys(TARGETS, "prepared")
    done = job.type("backport", "--push")
    assert done["state"] == "done" and states(done) == dict.fromkeys(TARGETS, "merged")
    assert [row["after"] for row in done["targets"]] == [r["after"] for r in prepared["targets"]]
    for row in done["targets"]:
        assert row["pushed"] and row["conflicts"] == []
        assert not origin.fails("merge-base", "--is-ancestor", row["after"], row["branch"])

    status = job.type("status")
    assert (steps(status)["backport"], steps(status)["root-cause"]) == ("done", "open")
    again = job.type("backport", "--push")
    assert again["state"] == "nothing" and set(states(again).values()) == {"contained"}
    assert job.type("sync") is not None
    assert origin.has(f"refs/gitfix/incidents/{job.incident}")
    nothing_lost(origin, before)


def test_a_night_without_a_remote(shop: Shop, gitfix: Gitfix) -> None:
    """No remote: the local branches are the targets, landed at once."""
    repo = shop.repo
    repo.git("remote", "remove", "origin")
    before = repo.refs("refs/heads", "refs/tags")
    job = Job(gitfix, repo, SUMMARY)

    assert job.type("production")["remote"]["state"] == "none"
    assert job.branch()["branch"] == HOTFIX
    shop.commit_fix()
    assert job.type("check")["verdict"] == "pass"
    assert states(job.type("backport")) == dict.fromkeys(TARGETS, "merged")
    job.type("postmortem", "--commit")

    assert all(shop.has_fix(name) for name in TARGETS)
    assert SUMMARY in repo.read(LOG, "main")
    ended = gitfix("status", cwd=repo).stdout
    assert "· root-cause" in ended and "✓ backport" in ended, "its questions wait"
    nothing_lost(repo, before)
    assert moved(before, repo.refs("refs/heads", "refs/tags")) == TOUCHED
    assert repo.git("status", "--porcelain") == ""
    no_leaks(repo)


def test_a_night_beside_unfinished_work(shop: Shop, gitfix: Gitfix) -> None:
    """Half-written work in the very file of the fix: the hotfix gets a worktree, the checkout stays as it is."""
    repo, origin = shop.repo, shop.origin
    repo.stage({"shop/gifts.py": "# staged\n"})
    repo.write({"shop/cart.py": "# half written\n", "notes.txt": "untracked\n"})
    job = Job(gitfix, repo, SUMMARY)

    allowed = ["ref refs/heads/*", "ref refs/gitfix*", "ref refs/remotes/*", "config config"]
    allowed += ["shop-hotfix-2.4.2*", "* shop-hotfix-2.4.2*", "hook *", "operation *"]
    with unchanged(repo, allow=allowed):
        gitfix("hook", "install", cwd=repo)
        job.branch()
        assert job.place.path.name == "shop-hotfix-2.4.2" and repo.current == "main"
        shop.commit_fix(job.place)
        job.push()
        job.type("postmortem")
        job.type("backport")
        done = job.type("backport", "--push")

    assert done["left_alone"], "that the local main stays behind is said"
    assert repo.oid("main") != origin.oid("main")
    assert all(shop.has_fix(name, origin) for name in TARGETS)
    assert SUMMARY in origin.read(LOG, "main")
    # Once the work is put away, plain git catches up: nothing was made that stands in the way.
    repo.git("stash", "-q")
    repo.git("pull", "-q", "--ff-only", "origin", "main")
    assert shop.has_fix("main") and len(repo.git("stash", "list").splitlines()) == 1
    no_leaks(repo)


def test_two_engineers_at_once(shop: Shop, gitfix: Gitfix, world: World) -> None:
    """Two clones open a hotfix in the same second: two versions, two incidents, and both fixes land."""
    origin = shop.origin
    clones = [shop.clone("ada"), shop.clone("grace")]
    before = origin.refs()
    summaries = ["Login fails", "Search is empty"]
    running = [
        gitfix.start("branch", text, "--json", cwd=at, env={"GITFIX_NONCE": nonce})
        for text, at, nonce in zip(summaries, clones, ("k7q2", "m3x9"), strict=True)
    ]
    said = [json.loads(child.communicate(timeout=60)[0]) for child in running]
    assert all(one["ok"] for one in said), said
    jobs = [
        Job(gitfix, at, text, one["result"])
        for at, text, one in zip(clones, summaries, said, strict=True)
    ]
    assert {job.opened["version"] for job in jobs} == {"2.4.2", "2.4.3"}
    assert len({job.incident for job in jobs}) == 2

    ada, grace = jobs
    shop.commit_fix(ada.repo)
    grace.repo.commit("Fix: search finds", {"shop/maps.py": "FOUND = True\n"})
    for job, nonce in ((ada, "k7q2"), (grace, "m3x9")):
        world.nonce = nonce
        job.push()
        job.type("postmortem")
        job.type("backport")
    # Both have prepared on the same tips; the second one finds that main has moved.
    for job in jobs:
        done = job.type("backport", "--push")
        assert states(done) == dict.fromkeys(TARGETS, "merged")

    for name in TARGETS:
        assert shop.has_fix(name, origin)
        assert origin.read("shop/maps.py", name) == "FOUND = True\n"
    log = origin.read(LOG, "main")
    for job in jobs:
        assert job.incident in log and job.postmortem_path in origin.files("main")
    nothing_lost(origin, before)


def test_alone_with_one_branch(repo: RepoBuilder, gitfix: Gitfix) -> None:
    """A project of one person: `master`, lightweight tags without a prefix, no remote, no configuration."""
    repo.git("symbolic-ref", "HEAD", "refs/heads/master")
    repo.commit("Begin", {"tool.py": "print(1)\n"})
    repo.tag("0.9.0", annotated=False)
    repo.commit("More", {"tool.py": "print(2)\n"})
    repo.tag("1.0.0", annotated=False)
    repo.commit("Unreleased", {"next.py": "print(3)\n"})
    job = Job(gitfix, repo, "it prints two")

    assert job.branch()["branch"] == "hotfix/1.0.1-it-prints-two"
    assert "next.py" not in repo.files()
    repo.commit("Print one", {"tool.py": "print(1)\n"})
    assert job.type("check")["verdict"] in ("pass", "warn")
    assert states(job.type("backport")) == {"master": "merged"}
    job.type("postmortem", "--commit")

    assert repo.read("tool.py", "master") == "print(1)\n"
    assert repo.read("next.py", "master") == "print(3)\n"
    assert "it prints two" in repo.read(LOG, "master")
    ended = gitfix("status", cwd=repo).stdout
    assert "· root-cause" in ended and "✓ backport" in ended, "its questions wait"


def test_git_hotfix_is_the_same_program(shop: Shop) -> None:
    """`git hotfix …` from anywhere in the tree, with git's own -C and -c."""
    repo = shop.repo

    def git(*args: str) -> subprocess.CompletedProcess[str]:
        argv = ["git", "-C", "shop", "-c", "gitfix.severity.default=P2", "hotfix", *args]
        env = {**repo.env(), **repo.world.dates()}
        return subprocess.run(
            argv, cwd=repo.path, env=env, capture_output=True, text=True, check=False
        )

    opened = git("branch", SUMMARY)
    assert opened.returncode == 0, opened.stderr
    assert HOTFIX in opened.stdout and "P2, opened now" in opened.stdout
    shop.commit_fix()
    assert "\npass\n" in git("check").stdout
    assert git("backport", "--push", "--quiet").returncode == 0
    assert all(shop.has_fix(name, shop.origin) for name in TARGETS)
    assert os.fspath(repo.path) not in opened.stdout
