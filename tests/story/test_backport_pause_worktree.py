"""The worktree of a paused backport: deleted by hand, out of git's sight, laid out in part."""

from __future__ import annotations

import shutil

import pytest

from tests.story.paused_kit import BOTH, Paused, pause
from tests.support.conflicts import build, lines
from tests.support.run import Gitfix
from tests.support.world import World


@pytest.fixture
def paused(world: World, gitfix: Gitfix) -> Paused:
    return pause(world, gitfix)


def test_the_worktree_is_deleted_by_hand(paused: Paused) -> None:
    shutil.rmtree(paused.at.path)
    assert "is gone" in paused.run("--status").stdout
    paused.run("--continue", expect="CONFLICT")
    assert paused.at.read("f.txt").count("<<<<<<< develop") == 1
    paused.at.stage({"f.txt": BOTH})
    shutil.rmtree(paused.at.path)
    paused.run("--continue", expect="CONFLICT")
    paused.at.stage({"f.txt": BOTH})
    paused.run("--continue")
    assert paused.landed()


def test_the_worktree_is_deleted_by_hand_and_it_is_given_up(paused: Paused) -> None:
    shutil.rmtree(paused.at.path)
    paused.run("--abort")
    assert not paused.repo.refs("refs/gitfix-local")
    assert "repo-backport" not in paused.repo.git("worktree", "list")


def test_git_gc_cannot_eat_it(paused: Paused) -> None:
    """Everything that is paused is reachable: after a gc nothing of it is gone, and it lands."""
    paused.at.stage({"f.txt": BOTH})
    paused.at.git("update-ref", "--no-deref", "-d", "AUTO_MERGE")
    shutil.rmtree(paused.at.path)
    paused.repo.git("worktree", "prune")
    paused.repo.git("reflog", "expire", "--expire=now", "--all")
    paused.repo.git("gc", "-q", "--prune=now")
    paused.run("--continue", expect="CONFLICT")
    paused.repo.git("fsck", "--connectivity-only")
    paused.at.stage({"f.txt": BOTH})
    paused.run("--continue")
    assert paused.landed()


def test_a_large_repository_is_laid_out_in_part(world: World, gitfix: Gitfix) -> None:
    repo = build(world, "content")
    many = {f"d{n}/f.txt": "x\n" for n in range(20)} | {"sub/deep/f.txt": lines()}
    repo.switch("develop")
    repo.commit("Many", many)
    repo.config("gitfix.worktree.sparse", "10")
    job = Paused(gitfix, repo)
    job.begin()
    assert sorted(p.name for p in job.at.path.iterdir()) == [".git", "f.txt", "readme.md"]
    assert job.at.git("status", "--porcelain").splitlines() == ["UU f.txt"]
    job.at.stage({"f.txt": BOTH})
    job.run("--continue")
    assert job.landed()
    assert repo.read("d7/f.txt", "develop") == "x\n"
