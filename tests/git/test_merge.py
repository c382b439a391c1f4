"""Merges in memory give what `git merge` and `git cherry-pick` give in a checkout of the target."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.git.merge import Merged, _parse
from gitfix.git.process import GitFailed
from tests.git.plain import Plain
from tests.support import modern_git

LATIN = os.fsdecode(b"caf\xe9.txt")
LINES = "".join(f"line {n}\n" for n in range(1, 41))


def edited(number: int, text: str = "edited") -> str:
    return LINES.replace(f"line {number}\n", f"{text}\n")


def by_git(plain: Plain, target: str, head: str, *how: str) -> tuple[str, set[str]]:
    """The tree and the conflicted paths of `git merge` (or `how`) in a scratch worktree of `target`."""
    folder = plain.path.parent / f"scratch-{plain.clock}"
    plain.git("worktree", "add", "-q", "--detach", str(folder), target)
    there = Plain(folder)
    words = how or ("merge", "-q", "--no-edit", "--no-ff", "--allow-unrelated-histories")
    there.raw("-c", "merge.renameLimit=32767", *words, head)
    rows = there.raw("ls-files", "-u", "-z").stdout.split(b"\0")[:-1]
    conflicted = {os.fsdecode(row.split(b"\t", 1)[1]) for row in rows}
    tree = "" if conflicted else there.git("rev-parse", "HEAD^{tree}")
    plain.git("worktree", "remove", "--force", str(folder))
    return tree, conflicted


def both(plain: Plain, target: str = "main", head: str = "hotfix") -> Merged:
    """gitfix's merge, after comparing it with git's own."""
    ours = plain.repo.merges.merge(plain.oid(target), plain.oid(head))
    tree, conflicted = by_git(plain, target, head)
    assert {one.path for one in ours.conflicts} == conflicted
    if ours.clean:
        assert ours.tree == tree
    return ours


def story(plain: Plain, base: dict, main: dict, hotfix: dict) -> None:
    """A base, and what main and hotfix made of it; hotfix stays checked out."""
    plain.commit("base", base)
    plain.git("branch", "hotfix")
    plain.commit("on main", main)
    plain.git("switch", "-q", "hotfix")
    plain.commit("on hotfix", hotfix)


def test_two_edits_apart(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": edited(2)}, {"a": edited(30)})
    assert both(plain).clean


def test_two_edits_of_one_line(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": edited(2, "x")}, {"a": edited(2, "y")})
    merged = both(plain)
    assert [(one.path, one.kind) for one in merged.conflicts] == [("a", "contents")]
    assert b"<<<<<<<" in (plain.repo.objects.read([f"{merged.tree}:a"])[0] or b"")


def test_an_edit_follows_a_rename(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": None, "b": edited(30)}, {"a": edited(2)})
    assert both(plain).clean


def test_a_directory_rename_with_a_new_file_is_never_silently_clean(plain: Plain) -> None:
    """Measured: libgit2 is clean here where git asks."""
    files = {f"old/{n}": f"{n}\n{LINES}" for n in range(4)}
    plain.commit("base", files)
    plain.git("branch", "hotfix")
    plain.git("mv", "old", "new")
    plain.commit("moved")
    plain.git("switch", "-q", "hotfix")
    plain.commit("added", {"old/extra": "more\n"})
    merged = both(plain)
    assert [one.kind for one in merged.conflicts] == ["directory rename suggested"]


def test_modified_here_and_deleted_there(plain: Plain) -> None:
    story(plain, {"a": LINES, "b": "b"}, {"a": None}, {"a": edited(3)})
    assert [(one.path, one.kind) for one in both(plain).conflicts] == [("a", "modify/delete")]


def test_renamed_to_two_names(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": None, "b": LINES}, {"a": None, "c": LINES})
    merged = both(plain)
    assert {one.path for one in merged.conflicts} == {"a", "b", "c"}
    assert {one.kind for one in merged.conflicts} == {"rename/rename"}


def test_two_binaries(plain: Plain) -> None:
    story(plain, {"a": b"\0" + b"1"}, {"a": b"\0" + b"2"}, {"a": b"\0" + b"3"})
    assert [(one.path, one.kind) for one in both(plain).conflicts] == [("a", "binary")]


def test_added_twice(plain: Plain) -> None:
    story(plain, {"x": "x"}, {"a": "1\n"}, {"a": "2\n"})
    assert [one.path for one in both(plain).conflicts] == ["a"]


def test_a_file_and_a_folder_of_one_name(plain: Plain) -> None:
    story(plain, {"x": "x"}, {"a": "1\n"}, {"a/b": "2\n"})
    merged = plain.repo.merges.merge(plain.oid("main"), plain.oid("hotfix"))
    assert {one.kind for one in merged.conflicts} == {"file/directory"}


def test_a_conflict_in_a_path_that_is_not_utf8(plain: Plain) -> None:
    odd = "with\nline and\ttab"
    story(
        plain,
        {LATIN: "1\n", odd: "1\n"},
        {LATIN: "2\n", odd: "2\n"},
        {LATIN: "3\n", odd: "3\n"},
    )
    assert {one.path for one in both(plain).conflicts} == {LATIN, odd}


def test_unrelated_histories(plain: Plain) -> None:
    plain.commit("one", {"a": "1"})
    plain.git("switch", "-q", "--orphan", "hotfix")
    plain.commit("other", {"b": "2"})
    assert both(plain).clean


def test_submodules(plain: Plain) -> None:
    plain.commit("base", {"x": "x"})
    plain.git("branch", "hotfix")
    link = ("update-index", "--add", "--cacheinfo")
    plain.git(*link, f"160000,{'1' * 40},sub")
    plain.git("commit", "-qm", "main has it")
    plain.git("switch", "-q", "hotfix")
    assert both(plain, "main", "hotfix").clean
    plain.git(*link, f"160000,{'2' * 40},sub")
    plain.git("commit", "-qm", "hotfix has another")
    merged = plain.repo.merges.merge(plain.oid("main"), plain.oid("hotfix"))
    assert [one.path for one in merged.conflicts][:1] == ["sub"]


@pytest.mark.parametrize("newer", [False, True], ids=["git", "newer git"])
def test_a_submodule_that_only_went_on_is_followed(
    plain: Plain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newer: bool
) -> None:
    """Both sides moved it, one beyond the other: git looks into the submodule, and so does a merge in memory."""
    sub = Plain.init(tmp_path / "sub")
    commits = [sub.commit(f"{n}", {"s": f"{n}\n"}) for n in range(3)]
    plain.commit("ground", {"x": "x"})
    plain.git("submodule", "--quiet", "add", str(sub.path), "lib")
    inside = Plain(plain.path / "lib")

    def point_to(number: int) -> None:
        inside.git("checkout", "-q", commits[number])
        plain.git("add", "lib")
        plain.git("commit", "-qm", f"lib {number}")

    point_to(0)
    plain.git("branch", "hotfix")
    point_to(1)
    plain.git("switch", "-q", "hotfix")
    point_to(2)
    plain.git("switch", "-q", "main")
    if newer:  # its `git submodule` is not whole
        _use_newer(monkeypatch)
    merged = plain.repo.merges.merge(plain.oid("main"), plain.oid("hotfix"))
    plain.git("merge", "-q", "--no-edit", "hotfix")
    assert merged.clean
    assert merged.tree == plain.oid("HEAD^{tree}")


def _use_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on `git` is the newer one, for the test and for gitfix."""
    git = modern_git.find()
    if git is None or modern_git.version(git) < (2, 41):
        pytest.skip("no newer git here")
    monkeypatch.setenv("PATH", f"{git.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("GIT_EXEC_PATH", str(git.parent.parent / "libexec" / "git-core"))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", os.devnull)


@pytest.mark.parametrize("newer", [False, True], ids=["git", "newer git"])
def test_both_forms_of_a_pick_are_cherry_picks(
    plain: Plain, monkeypatch: pytest.MonkeyPatch, newer: bool
) -> None:
    """Before git 2.40 the base of a merge cannot be stated and is made; after it, it is stated."""
    if newer:
        _use_newer(monkeypatch)
    plain.commit("base", {"a": LINES, ".gitattributes": "*.txt merge=union\n", "n.txt": "1\n"})
    plain.git("branch", "hotfix")
    plain.commit("moved", {"a": None, "sub/b": LINES, "n.txt": "1\nmain\n"})
    plain.git("switch", "-q", "hotfix")
    plain.commit("edit", {"a": edited(20), "n.txt": "1\nfix\n"})
    plain.commit("clash", {"a": None, "c": edited(20)})
    assert picked(plain, "main", "hotfix~1").clean
    assert {one.kind for one in picked(plain, "main", "hotfix").conflicts} == {"rename/rename"}


@pytest.mark.parametrize("checked_out", ["main", "hotfix", "detached"])
def test_row_33_attributes_are_the_targets_whatever_is_checked_out(
    plain: Plain, checked_out: str
) -> None:
    plain.commit("base", {"log/CHANGES": "1\n"})
    plain.git("branch", "hotfix")
    plain.commit(
        "union", {"log/.gitattributes": "CHANGES merge=union\n", "log/CHANGES": "1\nmain\n"}
    )
    plain.git("switch", "-q", "hotfix")
    plain.commit("fix", {"log/CHANGES": "1\nfix\n"})
    if checked_out == "detached":
        plain.git("switch", "-q", "--detach", "main~1")
    else:
        plain.git("switch", "-q", checked_out)
    merges = plain.repo.merges
    into_main = merges.merge(plain.oid("main"), plain.oid("hotfix"))
    assert into_main.clean
    assert plain.repo.objects.read([f"{into_main.tree}:log/CHANGES"]) == [b"1\nmain\nfix\n"]
    assert not merges.merge(plain.oid("hotfix"), plain.oid("main")).clean


UNION = {"new/.gitattributes": "* merge=union\n"}


@pytest.mark.parametrize("renamed", ["file", "folder", "around an added file", "nothing"])
def test_attributes_of_where_the_target_has_renamed_to(plain: Plain, renamed: str) -> None:
    """With the base known, attributes are looked for above the paths of the fix: a renamed one is elsewhere."""
    plain.commit("base", {"old/a": LINES, "old/b": "b\n"})
    base = plain.oid("main")
    plain.git("branch", "hotfix")
    if renamed == "file":
        plain.put(UNION)
        plain.git("mv", "old/a", "new/a")
        plain.commit("target", {**UNION, "new/a": edited(20, "target")})
    elif renamed == "nothing":
        plain.commit(
            "target", {"old/.gitattributes": "a merge=union\n", "old/a": edited(20, "target")}
        )
    else:
        plain.git("mv", "old", "new")
        plain.commit("target", {**UNION, "new/a": edited(20, "target"), "new/c": "target\n"})
    plain.git("switch", "-q", "hotfix")
    fix = {"old/c": "fix\n"} if renamed == "around an added file" else {"old/a": edited(20, "fix")}
    plain.commit("fix", fix)
    merges, ours, theirs = plain.repo.merges, plain.oid("main"), plain.oid("hotfix")
    known = merges.merge(ours, theirs, base)
    assert known == merges.merge(ours, theirs)
    assert known.clean is (renamed != "around an added file")


def test_attributes_of_a_bare_repository(plain: Plain, tmp_path: Path) -> None:
    story(
        plain,
        {"a": "1\n", ".gitattributes": "a merge=union\n"},
        {"a": "1\nmain\n"},
        {"a": "1\nfix\n"},
    )
    bare = plain.clone(tmp_path / "bare.git", "--bare")
    assert bare.repo.merges.merge(bare.oid("main"), bare.oid("hotfix")).clean


def test_attributes_in_a_linked_worktree_and_private_ones(plain: Plain, tmp_path: Path) -> None:
    story(plain, {"a": "1\n"}, {"a": "1\nmain\n"}, {"a": "1\nfix\n"})
    (plain.path / ".git/info").mkdir(exist_ok=True)
    (plain.path / ".git/info/attributes").write_text("a merge=union\n")
    plain.git("worktree", "add", "-q", str(tmp_path / "linked"), "main")
    linked = Plain(tmp_path / "linked")
    assert linked.repo.merges.merge(plain.oid("main"), plain.oid("hotfix")).clean


def test_a_merge_driver_of_the_users_own(plain: Plain) -> None:
    """libgit2 ignores these."""
    plain.git("config", "merge.both.driver", "cat %B >> %A")
    story(
        plain,
        {"v": "1\n", ".gitattributes": "v merge=both\n"},
        {"v": "2\n"},
        {"v": "3\n"},
    )
    merged = both(plain)
    assert merged.clean
    assert plain.repo.objects.read([f"{merged.tree}:v"]) == [b"2\n3\n"]


def test_nothing_is_left_and_nothing_is_touched(plain: Plain, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    story(plain, {"a": LINES, ".gitattributes": "a text\n"}, {"a": edited(2)}, {"a": edited(30)})
    plain.put({"a": "dirty"})
    before = (plain.refs(), plain.status(), (plain.path / ".git/index").read_bytes())
    plain.repo.merges.merge(plain.oid("main"), plain.oid("hotfix"))
    assert (plain.refs(), plain.status(), (plain.path / ".git/index").read_bytes()) == before
    assert list((tmp_path / "tmp").iterdir()) == []


# -- apply: a merge with an explicit base


def picked(plain: Plain, target: str, commit: str) -> Merged:
    """`apply` of one commit, after comparing it with `git cherry-pick`."""
    ours = plain.repo.merges.apply(plain.oid(target), plain.oid(f"{commit}~1"), plain.oid(commit))
    tree, conflicted = by_git(plain, target, commit, "cherry-pick", "--allow-empty")
    assert {one.path for one in ours.conflicts} == conflicted
    if ours.clean:
        assert ours.tree == tree
    return ours


def test_a_pick_is_a_cherry_pick(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": edited(2)}, {"a": edited(30)})
    plain.commit("more", {"a": edited(30).replace("line 20\n", "twenty\n"), "b": "new"})
    assert picked(plain, "main", "hotfix").clean
    assert picked(plain, "main", "hotfix~1").clean


def test_a_pick_across_a_rename(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": None, "moved/b": LINES}, {"a": edited(30)})
    assert picked(plain, "main", "hotfix").clean


def test_a_pick_that_conflicts(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"a": edited(5, "x")}, {"a": edited(5, "y")})
    assert not picked(plain, "main", "hotfix").clean


def test_a_pick_that_is_there_already_changes_nothing(plain: Plain) -> None:
    """Row 32: right for a squash too, because the content decides."""
    story(plain, {"a": LINES}, {"a": edited(5, "x")}, {"a": edited(5, "x")})
    merged = plain.repo.merges.apply(plain.oid("main"), plain.oid("hotfix~1"), plain.oid("hotfix"))
    assert (merged.clean, merged.tree) == (True, plain.oid("main^{tree}"))


def test_a_pick_of_several_commits_at_once(plain: Plain) -> None:
    story(plain, {"a": LINES}, {"b": "main\n"}, {"a": edited(5)})
    plain.commit("second", {"c": "c\n"})
    merged = plain.repo.merges.apply(plain.oid("main"), plain.oid("main~1"), plain.oid("hotfix"))
    assert [entry.name for entry in plain.repo.objects.read_tree(merged.tree)] == ["a", "b", "c"]


def test_a_pick_in_a_sha256_repository(tmp_path: Path) -> None:
    plain = Plain.init(tmp_path / "long", "--object-format=sha256")
    story(plain, {"a": LINES}, {"a": edited(2)}, {"a": edited(30)})
    assert picked(plain, "main", "hotfix").clean
    assert both(plain).clean


# -- when git has nothing to say


def test_a_missing_commit_fails_instead_of_conflicting(plain: Plain) -> None:
    head = plain.commit("one", {"a": "1"})
    with pytest.raises((GitFailed, Refusal)):
        plain.repo.merges.merge(head, Oid("1" * 40))


def test_exit_1_without_a_tree_is_a_failure(plain: Plain, tmp_path: Path, monkeypatch) -> None:
    """merge-tree's 1 is a conflict only if stdout begins with an id."""
    story(plain, {"a": LINES}, {"a": edited(2)}, {"a": edited(30)})
    repo, main, hotfix = plain.repo, plain.oid("main"), plain.oid("hotfix")
    assert repo.version
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    real = plain.git("--exec-path") + "/git"
    wrapper.write_text(f'#!/bin/sh\ncase "$*" in *merge-tree*) exit 1;; esac\nexec {real} "$@"\n')
    wrapper.chmod(0o755)
    path = f"{wrapper.parent}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    repo.git.env["PATH"] = path
    with pytest.raises(GitFailed):
        repo.merges.merge(main, hotfix)


def test_output_that_is_no_tree_is_not_believed() -> None:
    assert _parse(b"") is None
    assert _parse(b"fatal: words\n") is None
    assert _parse(b"\0\0") is None


def test_an_old_git_is_refused(plain: Plain) -> None:
    head = plain.commit("one", {"a": "1"})
    repo = plain.repo
    repo.version = (2, 37)
    with pytest.raises(Refusal) as refused:
        repo.merges.merge(head, head)
    assert "2.38" in refused.value.message
