"""How a fix is carried: merges, picks, squashes, chains of lines, and single commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.job import Job, states
from tests.support import modern_git
from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix
from tests.support.shop import FIXED, SUMMARY, Shop

LINE = "release/2.6"
AUTHOR = "Grace Hopper <grace@example.com>"


def hotfix(shop: Shop, gitfix: Gitfix, *, commits: int = 2) -> Job:
    """A hotfix of some commits, the first by somebody else."""
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    shop.repo.commit("Fix it", shop.fix(), author=AUTHOR)
    for number in range(1, commits):
        shop.repo.commit(f"More {number}", {f"shop/more{number}.py": "MORE = 1\n"})
    return job


def row(result: dict, branch: str) -> dict:
    return next(one for one in result["targets"] if one["branch"] == branch)


def body(shop: Shop, rev: str) -> str:
    return shop.origin.git("log", "-1", "--format=%B", rev)


def test_a_pick_keeps_author_and_date_and_says_where_it_is_from(shop: Shop, gitfix: Gitfix) -> None:
    job = hotfix(shop, gitfix, commits=1)
    fix = shop.repo.head
    done = job.type("backport", "--push", "--onto", "main", "--strategy", "pick")
    assert states(done) == {"main": "picked"}
    shape = "--format=%an <%ae> %ad"
    assert shop.origin.git("log", "-1", shape, "main") == shop.repo.git("log", "-1", shape, fix)
    last = body(shop, "main").split("\n\n")[-1].splitlines()
    assert last[:2] == [f"(cherry picked from commit {fix})", f"Backport-of: {fix}"]
    assert last[2].startswith("Gitfix-Incident: ")
    assert not shop.origin.fails("merge-base", "--is-ancestor", "main~1", "main")


def test_trailers_join_those_that_are_there(shop: Shop, gitfix: Gitfix) -> None:
    job = Job(gitfix, shop.repo, SUMMARY)
    job.branch()
    before = "0" * 40
    shop.repo.commit(
        f"Fix it\n\nIt was wrong.\n\nSigned-off-by: Ada <ada@example.com>\n"
        f"(cherry picked from commit {before})\n",
        shop.fix(),
    )
    job.type("backport", "--push", "--onto", "main", "--strategy", "pick")
    last = body(shop, "main").split("\n\n")[-1].splitlines()
    assert last[0].startswith("Signed-off-by") and len(last) == 6
    assert f"Backport-of: {before}" in last


def test_a_squash_is_one_commit_of_the_first_author(shop: Shop, gitfix: Gitfix) -> None:
    job = hotfix(shop, gitfix)
    one, two = shop.repo.oid("HEAD~1"), shop.repo.head
    tip = shop.origin.oid("refs/heads/main")
    done = job.type("backport", "--push", "--onto", "main", "--strategy", "squash")
    assert row(done, "main")["strategy"] == "squash"
    assert shop.origin.oid("main~1") == tip
    assert shop.origin.git("log", "-1", "--format=%an", "main") == "Grace Hopper"
    text = body(shop, "main")
    assert "* Fix it\n* More 1" in text
    assert f"(cherry picked from commit {one})\n(cherry picked from commit {two})" in text
    again = job.type("backport", "--onto", "main")
    assert states(again) == {"main": "contained"}


def test_each_target_has_a_strategy_of_its_own(shop: Shop, gitfix: Gitfix) -> None:
    job = hotfix(shop, gitfix)
    shop.repo.config("gitfix.backport.strategy", "squash,release/*=pick")
    done = job.type("backport", "--push")
    assert {one["branch"]: one["strategy"] for one in done["targets"]} == {
        "main": "squash",
        "develop": "squash",
        "release/2.5": "pick",
    }
    tips = {name: shop.origin.oid(f"refs/heads/{name}^{{tree}}") for name in states(done)}
    assert {name: row(done, name)["tree"] for name in tips} == tips


def test_a_word_that_is_no_strategy_is_named(shop: Shop, gitfix: Gitfix) -> None:
    job = hotfix(shop, gitfix)
    shop.repo.config("gitfix.backport.strategy", "main=rebase")
    refused = job.run("backport", expect="REFUSED")
    assert "main=rebase" in refused.error["message"]


def test_a_merge_that_would_bring_other_work_is_refused(shop: Shop, gitfix: Gitfix) -> None:
    shop.origin.branch(LINE, "v2.4.0")
    shop.origin.commit_on(LINE, "Prepare 2.6", {"docs/2.6.md": "soon\n"})
    job = hotfix(shop, gitfix)
    before = shop.origin.refs()
    refused = job.run("backport", "--push", "--onto", LINE, "--strategy", "merge", expect="REFUSED")
    assert "would bring 2 other commits" in refused.error["message"]
    assert f"gitfix backport --onto {LINE} --strategy pick" in refused.error["hint"]
    assert shop.origin.refs() == before


@pytest.mark.parametrize("newer", [False, True], ids=["git", "newer git"])
def test_picks_are_those_of_git_itself(shop: Shop, gitfix: Gitfix, newer: bool) -> None:
    """Before git 2.40 and after it: the same commits give the trees that `git cherry-pick` gives."""
    if newer and not modern_git.use(shop.world):
        pytest.skip("no newer git here")
    shop.origin.branch(LINE, "v2.4.0")
    moved = shop.origin.read("shop/cart.py", f"refs/heads/{LINE}")
    shop.origin.commit_on(LINE, "Move", {"shop/cart.py": None, "shop/basket.py": moved})
    job = hotfix(shop, gitfix)
    head = shop.repo.head
    done = job.type("backport", "--push", "--onto", LINE)
    assert states(done) == {LINE: "picked"}
    shop.repo.git("fetch", "-q", "origin")
    there = shop.repo.worktree(shop.world.root / "by-git", "--detach", f"origin/{LINE}~2")
    there.git("cherry-pick", f"{head}~2..{head}")
    assert there.oid("HEAD^{tree}") == shop.origin.oid(f"refs/heads/{LINE}^{{tree}}")
    assert FIXED in shop.origin.read("shop/basket.py", f"refs/heads/{LINE}")


# -- chains


def test_a_chain_solves_a_conflict_once(shop: Shop, gitfix: Gitfix) -> None:
    """The line has its own version of the fix; main, which holds the line, gets that one and no conflict."""
    other = "release/2.5"
    shop.repo.git("fetch", "-q")
    shop.conflict_on(other)
    shop.repo.git("fetch", "-q")
    shop.repo.switch("main")
    shop.repo.merge(f"origin/{other}")
    shop.repo.git("push", "-q", "origin", "main")
    job = hotfix(shop, gitfix, commits=1)
    onto = ("--chain", "--onto", other, "--onto", "main")
    stuck = job.run("backport", *onto, "--push", expect="CONFLICT")
    assert states(stuck.result) == {other: "conflict", "main": "pending"}
    assert row(stuck.result, "main")["reason"] == f"waits for {other}"
    place = RepoBuilder(shop.world, Path(row(stuck.result, other)["worktree"]))
    mine = place.read("shop/cart.py")
    begin, end = mine.index("<<<<<<<"), mine.index("\n", mine.index(">>>>>>>")) + 1
    mine = mine[:begin] + "    best = None  # by hand\n" + mine[end:]
    place.stage({"shop/cart.py": mine})
    done = job.type("backport", "--continue")
    assert states(done) == {other: "merged", "main": "merged"}
    assert shop.origin.read("shop/cart.py", f"refs/heads/{other}") == mine
    assert "# by hand" in shop.origin.read("shop/cart.py", "refs/heads/main")


def test_a_chain_merges_line_into_line(shop: Shop, gitfix: Gitfix) -> None:
    shop.repo.switch("main")
    shop.repo.merge("release/2.5")
    shop.repo.git("push", "-q", "origin", "main")
    job = hotfix(shop, gitfix)
    tip = shop.origin.oid("refs/heads/main")
    done = job.type("backport", "--chain", "--push", "--onto", "release/2.5", "--onto", "main")
    assert states(done) == {"release/2.5": "merged", "main": "merged"}
    line = shop.origin.oid("refs/heads/release/2.5")
    assert shop.origin.git("log", "-1", "--format=%P", "main").split() == [tip, line]
    assert body(shop, "main").startswith("Merge branch 'release/2.5'")
    assert shop.has_fix("refs/heads/main", shop.origin)


# -- single commits


def test_any_commit_without_an_incident(shop: Shop, gitfix: Gitfix) -> None:
    maps = shop.origin.commit_on("main", "Better maps", {"docs/maps.md": "maps\n"}, author=AUTHOR)
    shop.repo.git("fetch", "-q")
    done = gitfix(
        "backport", "--commit", maps, "--onto", "release/2.*", "--push", cwd=shop.repo, json=True
    ).result
    assert states(done) == {"release/2.3": "picked", "release/2.5": "picked"}
    assert shop.origin.read("docs/maps.md", "refs/heads/release/2.3") == "maps\n"
    assert f"(cherry picked from commit {maps})" in body(shop, "refs/heads/release/2.5")
    again = gitfix(
        "backport",
        "--commit",
        maps,
        "--onto",
        "release/2.*",
        "--onto",
        "main",
        cwd=shop.repo,
        json=True,
    ).result
    assert set(states(again).values()) == {"contained"}
    assert row(again, "main")["reason"] == "it is in its history"


def test_a_range_and_a_merge_commit(shop: Shop, gitfix: Gitfix) -> None:
    repo = shop.repo
    repo.switch("main")
    repo.switch("feature/a", create=True)
    repo.commit("A", {"docs/a.md": "a\n"})
    repo.switch("main")
    merge = repo.merge("feature/a")
    repo.commit("B", {"docs/b.md": "b\n"})
    done = gitfix(
        "backport",
        "--commit",
        merge,
        "--commit",
        "main~1..main",
        "--onto",
        "release/2.5",
        "--push",
        cwd=repo,
        json=True,
    ).result
    assert row(done, "release/2.5")["notes"] == [
        f"merge {merge[:7]} is picked as one change against parent 1, {repo.oid(merge + '^1')[:7]}"
    ]
    assert shop.origin.log("release/2.5~2..release/2.5") == ["B", "Merge feature/a"]
    assert shop.origin.read("docs/a.md", "refs/heads/release/2.5") == "a\n"


def test_single_commits_need_a_place(shop: Shop, gitfix: Gitfix) -> None:
    said = gitfix("backport", "--commit", "HEAD", cwd=shop.repo, expect="REFUSED").stderr
    assert "gitfix backport --commit REV --onto BRANCH" in said
    gitfix("backport", "--commit", "nowhere", "--onto", "main", cwd=shop.repo, expect="REFUSED")
    gitfix("backport", "--commit", "a..nowhere", "--onto", "main", cwd=shop.repo, expect="REFUSED")
    gitfix("backport", "main", "--commit", "HEAD", "--onto", "main", cwd=shop.repo, expect="USAGE")
