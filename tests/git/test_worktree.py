"""Checkouts: their state is told, and no local byte is written over."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gitfix.core.names import BranchName
from gitfix.git.opening import open_repository
from gitfix.git.process import GitFailed
from tests.git.plain import Plain

LATIN = os.fsdecode(b"caf\xe9.txt")


def test_changed_paths_of_every_kind(plain: Plain) -> None:
    names = ["mod", "staged", "both", "gone", "moved", "a b", LATIN, "new\nline"]
    plain.commit("one", {name: f"{name}\n" * 5 for name in names})
    plain.put({"mod": "x", "staged": "x", "both": "x", "gone": None, "untracked": "x"})
    plain.put({"a b": "x", LATIN: "x", "new\nline": "x"})
    plain.git("add", "staged", "both")
    plain.put({"both": "y"})
    plain.git("mv", "moved", "elsewhere")
    repo = plain.repo
    assert set(repo.worktrees.changed(plain.path)) == {*names, "elsewhere"}


def test_a_touched_file_is_not_changed(plain: Plain) -> None:
    plain.commit("one", {"a": "1"})
    os.utime(plain.path / "a", (1, 1))
    assert plain.repo.worktrees.changed(plain.path) == []


def test_unmerged_paths_are_changed(plain: Plain) -> None:
    plain.commit("base", {"a b": "1"})
    plain.git("branch", "other")
    plain.commit("ours", {"a b": "2"})
    plain.git("switch", "-q", "other")
    plain.commit("theirs", {"a b": "3"})
    plain.raw("merge", "main")
    repo = plain.repo
    assert repo.worktrees.changed(plain.path) == ["a b"]
    assert repo.worktrees.operation(plain.path) == "a merge"


def conflicting(plain: Plain) -> None:
    plain.commit("base", {"a": "1"})
    plain.git("branch", "other")
    plain.commit("ours", {"a": "2"})
    plain.git("switch", "-q", "other")
    plain.commit("theirs", {"a": "3"})


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("merge", "main"), "a merge"),
        (("rebase", "main"), "a rebase"),
        (("rebase", "--apply", "main"), "a rebase"),
        (("cherry-pick", "main"), "a cherry-pick"),
        (("revert", "HEAD~1"), "a revert"),
        (("bisect", "start"), "a bisect"),
    ],
)
def test_unfinished_operations(plain: Plain, words: tuple[str, ...], name: str) -> None:
    conflicting(plain)
    assert plain.repo.worktrees.operation(plain.path) == ""
    plain.raw(*words)
    assert plain.repo.worktrees.operation(plain.path) == name


def test_an_operation_belongs_to_one_worktree(plain: Plain, tmp_path: Path) -> None:
    conflicting(plain)
    linked = tmp_path / "linked"
    plain.git("worktree", "add", "-q", "--detach", str(linked))
    plain.raw("merge", "main")
    worktrees = plain.repo.worktrees
    assert (worktrees.operation(plain.path), worktrees.operation(linked)) == ("a merge", "")


def test_untracked_files_in_the_way(plain: Plain) -> None:
    plain.commit("one", {".gitignore": "*.env\n", "folder/tracked": "1", "t": "1"})
    plain.put({"local.env": "secret", "new": "x", "folder/own.env": "x"})
    (plain.path / "link").symlink_to("folder")
    among = plain.repo.worktrees.untracked_among
    asked = ["t", "none", "local.env", "new", "new/below", "link/tracked", "folder/tracked"]
    assert among(plain.path, asked) == ["local.env", "new", "new/below", "link/tracked"]
    assert among(plain.path, ["folder"]) == ["folder"]  # own.env would go with it
    (plain.path / "folder/own.env").unlink()
    assert among(plain.path, ["folder"]) == []
    assert among(plain.path, []) == []


@pytest.fixture
def env_tracked_on_main(plain: Plain) -> Plain:
    """main ignores `.env`, branch `old` tracks it."""
    plain.commit("base", {"a": "1", ".gitignore": ".env\n"})
    plain.git("switch", "-q", "-c", "old")
    plain.commit("tracks it", {".env": "from the tag\n", "a": "2"})
    plain.git("switch", "-q", "main")
    plain.put({".env": "mine\n"})
    return plain


def test_row_31_a_switch_never_overwrites_an_ignored_file(env_tracked_on_main: Plain) -> None:
    plain = env_tracked_on_main
    with pytest.raises(GitFailed):
        plain.repo.worktrees.switch(plain.path, BranchName("old"))
    with pytest.raises(GitFailed):
        plain.repo.worktrees.detach(plain.path, "old")
    assert (plain.text(".env"), plain.text("a")) == ("mine\n", "1")
    assert plain.git("symbolic-ref", "HEAD") == "refs/heads/main"


@pytest.mark.parametrize("check_only", [True, False])
def test_row_31_a_move_never_overwrites_an_ignored_file(
    env_tracked_on_main: Plain, check_only: bool
) -> None:
    plain = env_tracked_on_main
    worktrees = plain.repo.worktrees
    move = worktrees.could_move if check_only else worktrees.move
    assert move(plain.path, plain.oid("main"), plain.oid("old")) is False
    assert (plain.text(".env"), plain.text("a")) == ("mine\n", "1")


def test_a_move_never_deletes_an_ignored_file_in_place_of_a_folder(plain: Plain) -> None:
    plain.commit("base", {"a": "1", ".gitignore": "build\n"})
    plain.git("branch", "old")
    new = plain.commit("tracks a folder", {"build/x": "1"})
    plain.git("switch", "-q", "old")
    plain.put({"build": "mine\n"})
    assert not plain.repo.worktrees.move(plain.path, plain.oid("old"), new)
    assert plain.text("build") == "mine\n"


def test_switching_takes_a_branch_not_a_tag_of_that_name(plain: Plain) -> None:
    """Row 1."""
    one = plain.commit("one", {"a": "1"})
    plain.commit("two", {"a": "2"})
    plain.git("branch", "v1", one)
    plain.git("tag", "v1")
    plain.repo.worktrees.switch(plain.path, BranchName("v1"))
    assert plain.git("symbolic-ref", "HEAD") == "refs/heads/v1"
    assert plain.oid() == one


def test_a_move_keeps_unrelated_changes(plain: Plain) -> None:
    old = plain.commit("one", {"a": "1", "mine": "1", "staged": "1"})
    new = plain.commit("two", {"a": "2", "added": "x"})
    plain.git("reset", "-q", "--hard", old)
    plain.put({"mine": "dirty", "staged": "staged", "untracked": "u"})
    plain.git("add", "staged")
    repo = plain.repo
    assert repo.worktrees.could_move(plain.path, old, new)
    assert plain.text("a") == "1"
    assert repo.worktrees.move(plain.path, old, new)
    assert (plain.text("a"), plain.text("added")) == ("2", "x")
    assert (plain.text("mine"), plain.text("untracked")) == ("dirty", "u")
    plain.git("reset", "-q", "--soft", new)
    assert plain.status() == [" M mine", "M  staged", "?? untracked"]


@pytest.mark.parametrize("stage", [False, True])
def test_a_move_refuses_an_overlapping_change(plain: Plain, stage: bool) -> None:
    old = plain.commit("one", {"a": "1", "b": "1"})
    new = plain.commit("two", {"a": "2", "b": "2"})
    plain.git("reset", "-q", "--hard", old)
    plain.put({"b": "dirty"})
    if stage:
        plain.git("add", "b")
    before = plain.status()
    assert plain.repo.worktrees.move(plain.path, old, new) is False
    assert (plain.text("a"), plain.text("b"), plain.status()) == ("1", "dirty", before)


def test_a_move_between_a_file_and_a_folder(plain: Plain) -> None:
    old = plain.commit("one", {"a/x": "1"})
    plain.git("rm", "-q", "a/x")
    new = plain.commit("two", {"a": "file"})
    repo = plain.repo
    assert repo.worktrees.move(plain.path, new, old)
    assert repo.worktrees.move(plain.path, old, new)
    assert plain.text("a") == "file"


def test_worktrees_are_listed_wherever_they_are(plain: Plain, tmp_path: Path) -> None:
    head = plain.commit("one", {"a": "1"})
    odd = {"sp ace": "one", "new\nline": "two", "größe": "three", os.fsdecode(b"\xe9"): "four"}
    worktrees = plain.repo.worktrees
    for folder, branch in odd.items():
        plain.git("branch", branch)
        worktrees.add(tmp_path / folder, BranchName(branch))
        assert (tmp_path / folder / "a").read_text() == "1"
    plain.git("worktree", "add", "-q", "--detach", str(tmp_path / "detached"))
    found = {checkout.path: checkout for checkout in worktrees.listing()}
    assert {checkout.branch for checkout in found.values()} == {"main", None, *odd.values()}
    assert all(checkout.head == head for checkout in found.values())
    for folder, branch in odd.items():
        assert worktrees.having(branch) == found[tmp_path / folder]
    shutil.rmtree(tmp_path / "sp ace")
    assert worktrees.having("one") is None
    assert [c.path.name for c in worktrees.listing() if c.prunable] == ["sp ace"]


def test_an_unborn_and_a_bare_main_repository(tmp_path: Path) -> None:
    unborn = Plain.init(tmp_path / "unborn")
    (checkout,) = unborn.repo.worktrees.listing()
    assert (checkout.head, checkout.branch) == (None, "main")
    bare = Plain.init(tmp_path / "bare.git", "--bare")
    assert bare.repo.worktrees.listing() == []
    assert (bare.repo.bare, bare.repo.worktree) == (True, None)


def test_a_worktree_with_work_in_it_is_not_removed(plain: Plain, tmp_path: Path) -> None:
    plain.commit("one", {"a": "1"})
    plain.git("branch", "b")
    worktrees = plain.repo.worktrees
    worktrees.add(tmp_path / "linked", BranchName("b"))
    (tmp_path / "linked" / "new").write_text("work")
    with pytest.raises(GitFailed):
        worktrees.remove(tmp_path / "linked")
    (tmp_path / "linked" / "new").unlink()
    worktrees.remove(tmp_path / "linked")
    assert not (tmp_path / "linked").exists()


@pytest.mark.parametrize("damage", ["none", "no .git file", "locked", "no folder"])
def test_discarding_leaves_nothing_in_any_state(plain: Plain, tmp_path: Path, damage: str) -> None:
    plain.commit("one", {"a": "1"})
    plain.git("branch", "b")
    linked = tmp_path / "linked"
    worktrees = plain.repo.worktrees
    worktrees.add(linked, BranchName("b"))
    admin = plain.path / ".git/worktrees/linked"
    if damage != "none":
        (admin / "locked").write_text("initializing")
    if damage == "no .git file":
        (linked / ".git").unlink()
    if damage == "no folder":
        shutil.rmtree(linked)
    worktrees.discard(linked)
    assert not linked.exists()
    assert not admin.exists()
    worktrees.add(linked, BranchName("b"))


def test_hashes_are_what_git_would_store(plain: Plain) -> None:
    plain.commit("one", {".gitattributes": "*.txt text eol=crlf\n"})
    plain.put({"a.txt": "1\r\n2\r\n", "b": "1\r\n", "new\nline": "x", LATIN: "y"})
    (plain.path / "link").symlink_to("b")
    (plain.path / "dangling").symlink_to("none")
    plain.git("add", "-A")
    names = ["a.txt", "b", "new\nline", LATIN, "link", "dangling"]
    rows = plain.git("ls-files", "-s", "-z").split("\0")[:-1]
    stored = {row.split("\t", 1)[1]: row.split(" ")[1] for row in rows}
    assert plain.repo.worktrees.hashes(plain.path, [*names, "none"]) == {
        name: stored[name] for name in names
    }


# -- which repository this is


@pytest.mark.parametrize("folder", ["plain", "sp ace", "new\nline", "größe", os.fsdecode(b"\xe9")])
def test_a_repository_in_a_folder_of_any_name(tmp_path: Path, folder: str) -> None:
    plain = Plain.init(tmp_path / folder)
    plain.commit("one", {"sub/a": "1"})
    repo = open_repository(plain.path / "sub")
    assert repo.worktree == plain.path
    assert repo.git_dir == repo.common_dir == plain.path / ".git"
    assert (repo.bare, repo.shallow, repo.object_format) == (False, False, "sha1")
    bare = plain.clone(tmp_path / f"{folder}.git", "--bare").repo
    assert (bare.git_dir, bare.bare) == (tmp_path / f"{folder}.git", True)


def test_from_inside_the_git_folder_and_by_environment(
    plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain.commit("one", {"a": "1"})
    assert open_repository(plain.path / ".git").worktree == plain.path
    plain.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    linked = open_repository(tmp_path / "linked")
    assert (linked.worktree, linked.common_dir) == (tmp_path / "linked", plain.path / ".git")
    assert linked.git_dir == plain.path / ".git/worktrees/linked"
    monkeypatch.setenv("GIT_DIR", str(plain.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(plain.path))
    monkeypatch.chdir(tmp_path)
    repo = open_repository(tmp_path)
    assert repo.worktree == plain.path
    assert repo.worktrees.changed(plain.path) == []


def test_hostile_variables_do_not_reach_git(plain: Plain, monkeypatch: pytest.MonkeyPatch) -> None:
    plain.commit("one", {"a": "1"})
    for name in ("GIT_ICASE_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent/index")
    monkeypatch.setenv("GIT_CONFIG", "/nonexistent/config")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    repo = plain.repo
    assert repo.worktrees.changed(plain.path) == []
    assert repo.config.get("core.bare") == "false"
    plain.put({"b": "x"})
    assert repo.worktrees.untracked_among(plain.path, ["a", "b"]) == ["b"]


def test_the_branch_is_told_from_the_file_as_git_tells_it(plain: Plain) -> None:
    """And where the file is none that git writes, by git."""
    head = plain.commit("one", {"a": "1\n"})
    trees, file = plain.repo.worktrees, plain.repo.git_dir / "HEAD"
    for name in ("main", "hotfix/2.4.2", "\u00fcber", "new.invalid"):
        plain.git("symbolic-ref", "HEAD", f"refs/heads/{name}")
        assert trees.head() == plain.repo.refs.symbolic("HEAD") == f"refs/heads/{name}"
    file.write_text("ref:   refs/heads/spaces\n")
    assert trees.head() == "refs/heads/spaces"
    file.write_text(f"{head}\n")
    assert trees.head() is None
    file.unlink()
    file.symlink_to("refs/heads/main")
    assert trees.current_branch() == "main"
