"""The builder makes what it says."""

from __future__ import annotations

import stat

import pytest

from tests.support.builder import Executable, GitError, Link, RepoBuilder

FILES = {
    "a/b.txt": "text\n",
    "raw": b"\xff\0",
    "caf\udce9": "latin-1 name\n",
    "run": Executable("#!/bin/sh\n"),
    "link": Link("a/b.txt"),
}


def test_commit_and_commit_on_make_the_same_tree(repo: RepoBuilder) -> None:
    repo.commit("begin", {"gone": "x"})
    repo.branch("side")
    repo.commit("worktree", {**FILES, "gone": None})
    repo.commit_on("side", "no worktree", {**FILES, "gone": None})
    assert repo.oid("main^{tree}") == repo.oid("side^{tree}")
    assert repo.files() == ["a/b.txt", "caf\udce9", "link", "raw", "run"]
    assert repo.git("ls-tree", "HEAD", "link", "run").split()[::4] == ["120000", "100755"]
    assert (repo.path / "run").stat().st_mode & stat.S_IXUSR
    assert repo.git("status", "--short") == ""


def test_tag_branch_merge_clone(repo: RepoBuilder) -> None:
    one = repo.commit("one", {"a": "1\n"})
    assert repo.tag("v1.0.0") != one
    assert repo.tag("light", annotated=False) == one
    repo.switch("side", create=True)
    two = repo.commit("two", {"b": "2\n"}, author="Jos\udce9 <jose@example.com>")
    repo.switch("main")
    merge = repo.merge("side")
    assert repo.git("rev-parse", f"{merge}^1", f"{merge}^2").split() == [one, two]
    clone = repo.clone(repo.world.root / "clone", "--depth=1")
    assert clone.log() == ["Merge side"]
    assert (clone.current, repo.current) == ("main", "main")
    assert set(repo.refs("refs/tags")) == {"refs/tags/v1.0.0", "refs/tags/light"}


def test_a_failing_git_says_what_and_where(repo: RepoBuilder) -> None:
    with pytest.raises(GitError, match="exited 129 in"):
        repo.git("switch", "nowhere", "--nope=1", "extra")
