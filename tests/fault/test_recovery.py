"""After a kill at any point of any step: all of the plan or nothing of it, no lock left, and it is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Plan,
    Push,
    RemoveWorktree,
    SetConfig,
    Step,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.git import execute as executing
from gitfix.git.execute import execute
from gitfix.git.journal import Journal
from gitfix.git.push_step import Unsettled
from gitfix.git.recover import recover
from tests.git.plain import Plain, seal

ZERO = Oid("0" * 40)
MAIN, HOTFIX = "refs/heads/main", "refs/heads/hotfix"
RECORD = "refs/gitfix/incidents/x"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plain:
    """A repository in a sealed environment."""
    seal(monkeypatch, tmp_path / "home")
    return Plain.init(tmp_path / "repo")


@pytest.fixture
def two(plain: Plain) -> tuple[Oid, Oid]:
    """Commits `one` (checked out on main) and `two`, which changes, adds and deletes."""
    one = plain.commit("one", {"a": "1\n", "gone": "1\n", "same": "1\n", "sub/x": "1\n"})
    two = plain.commit("two", {"a": "2\n", "gone": None, "new/file": "2\n", "sub/x": "2\n"})
    plain.git("reset", "-q", "--hard", one)
    return one, two


def begin(plain: Plain, *steps: Step, command: str = "backport") -> None:
    """What a killed gitfix leaves: its plan in the journal."""
    Journal(plain.repo.private).begin(Plan(command, steps))


def stale_locks(plain: Plain) -> list[str]:
    git = plain.path / ".git"
    return sorted(str(p.relative_to(git)) for p in git.rglob("*") if p.suffix in (".lock", ".new"))


def recovered(plain: Plain) -> str:
    """The one sentence of the recovery; afterwards nothing is pending and a second one says nothing."""
    (said,) = recover(plain.repo)
    assert stale_locks(plain) == []
    assert list((plain.path / ".git/gitfix/journal").iterdir()) == []
    assert recover(plain.repo) == []
    return said


# -- nothing to do


def test_nothing_to_recover_costs_one_look_at_a_folder(plain: Plain, monkeypatch) -> None:
    repo = plain.repo
    repo.git.run = None  # type: ignore[method-assign, assignment]
    monkeypatch.setattr("gitfix.git.recover.exclusive", None)
    assert recover(repo) == []
    assert not repo.private.exists()
    (repo.private / "journal").mkdir(parents=True)
    assert recover(repo) == []
    assert [path.name for path in repo.private.iterdir()] == ["journal"]


# -- refs


def test_refs_killed_before_the_first(plain: Plain, two: tuple[Oid, Oid]) -> None:
    before = plain.refs()
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]), UpdateRef(RECORD, ZERO, two[1]))
    assert "took back gitfix backport" in recovered(plain)
    assert plain.refs() == before


@pytest.mark.parametrize("moved", [[0], [1], [2], [0, 2], [0, 1, 2]])
def test_row_29_refs_killed_inside_gits_renames(
    plain: Plain, two: tuple[Oid, Oid], moved: list[int]
) -> None:
    """1 of 3 refs moved, and `.lock` files that block every later update."""
    plain.git("branch", "develop")
    updates = [
        UpdateRef(HOTFIX, ZERO, two[0]),
        UpdateRef("refs/heads/develop", two[0], two[1]),
        UpdateRef(RECORD, ZERO, two[1]),
    ]
    begin(plain, *updates)
    git = plain.path / ".git"
    for number, update in enumerate(updates):
        if number in moved:
            plain.git("update-ref", update.ref, update.new)
        else:
            (git / update.ref).parent.mkdir(parents=True, exist_ok=True)
            (git / f"{update.ref}.lock").write_text(f"{update.new}\n")
    (git / "HEAD.lock").touch()
    said = recovered(plain)
    assert "finished gitfix backport" in said
    assert f"removed {4 - len(moved)} stale lock" in said
    assert {u.ref: plain.oid(u.ref) for u in updates} == {u.ref: u.new for u in updates}


def test_only_locks_and_nothing_moved_is_taken_back(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("branch", "x")
    begin(plain, UpdateRef(MAIN, two[0], two[1]), UpdateRef("refs/heads/x", two[0], ZERO))
    git = plain.path / ".git"
    for name in ("refs/heads/main.lock", "packed-refs.lock", "packed-refs.new"):
        (git / name).touch()
    assert "took back" in recovered(plain)
    assert plain.oid(MAIN) == two[0]


def test_a_head_lock_of_the_linked_worktree_that_ran_it(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path
) -> None:
    plain.git("worktree", "add", "-q", "-b", "hotfix", str(tmp_path / "linked"))
    begin(plain, UpdateRef(HOTFIX, two[0], two[1]))
    (plain.path / ".git/worktrees/linked/HEAD.lock").touch()
    assert "removed 1 stale lock" in recovered(plain)


def test_a_lock_from_before_the_plan_is_somebody_elses(plain: Plain, two: tuple[Oid, Oid]) -> None:
    lock = plain.path / ".git/refs/heads/hotfix.lock"
    lock.touch()
    os.utime(lock, (1, 1))
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    (said,) = recover(plain.repo)
    assert "lock" not in said
    assert lock.exists()


def test_a_lock_that_the_plan_does_not_name_stays(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    lock = plain.path / ".git/index.lock"
    lock.touch()
    (said,) = recover(plain.repo)
    assert lock.exists() and "lock" not in said


def test_a_ref_that_somebody_moved_since_stays(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("branch", "develop")
    begin(plain, UpdateRef("refs/heads/develop", two[0], two[1]), UpdateRef(RECORD, ZERO, two[1]))
    plain.git("update-ref", "refs/heads/develop", two[1])
    theirs = plain.git("commit-tree", "-m", "theirs", "-p", two[1], f"{two[1]}^{{tree}}")
    plain.git("update-ref", "refs/heads/develop", theirs)
    plain.git("update-ref", RECORD, two[1])
    assert "finished" in recovered(plain)
    assert plain.oid("refs/heads/develop") == theirs


def test_refs_of_gitfixs_own_are_no_reason_to_go_on(plain: Plain, two: tuple[Oid, Oid]) -> None:
    mine = "refs/gitfix-local/prepared/main"
    begin(plain, UpdateRef(mine, ZERO, two[1]), UpdateRef(MAIN, two[0], two[1]))
    plain.git("update-ref", mine, two[1])
    assert "took back" in recovered(plain)
    assert set(plain.refs()) == {MAIN}


# -- switching


def switch(plain: Plain, two: tuple[Oid, Oid]) -> tuple[UpdateRef, Switch]:
    return (
        UpdateRef(HOTFIX, ZERO, two[1]),
        Switch(str(plain.path), MAIN, HOTFIX, two[0], two[1]),
    )


def is_at(plain: Plain, commit: Oid, branch: str) -> None:
    """The checkout is exactly `commit` on `branch`."""
    assert plain.git("symbolic-ref", "HEAD") == branch
    assert plain.oid() == commit
    assert plain.status() == []


def half_switched(plain: Plain, *, deleted: bool = True, partial: str = "") -> None:
    """Some files are new, the index is old and locked, HEAD is old: SIGKILL inside `git switch`."""
    plain.put({"a": "2\n", "new/file": "2\n"})
    if deleted:
        (plain.path / "gone").unlink()
    if partial:
        plain.put({"sub/x": partial})
    (plain.path / ".git/index.lock").write_bytes(b"DIRC half an index")


def test_switch_killed_before(plain: Plain, two: tuple[Oid, Oid]) -> None:
    steps = switch(plain, two)
    begin(plain, *steps)
    recovered(plain)
    is_at(plain, two[0], MAIN)
    begin(plain, *steps)
    plain.git("update-ref", HOTFIX, two[1])
    assert "finished" in recovered(plain)
    is_at(plain, two[1], HOTFIX)


@pytest.mark.parametrize("deleted", [True, False])
def test_switch_killed_half_way_is_finished(
    plain: Plain, two: tuple[Oid, Oid], deleted: bool
) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    half_switched(plain, deleted=deleted)
    assert "removed 1 stale lock" in recovered(plain)
    is_at(plain, two[1], HOTFIX)


def test_switch_killed_half_way_is_taken_back(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("update-ref", HOTFIX, two[1])
    begin(plain, switch(plain, two)[1], command="switch")
    half_switched(plain)
    assert "took back" in recovered(plain)
    is_at(plain, two[0], MAIN)


def git_that_dies(plain: Plain, path: str) -> None:
    """From now on git is killed when it is about to write `path`."""
    plain.git("config", "filter.deadly.smudge", "kill -9 $PPID")
    plain.put({".git/info/attributes": f"{path} filter=deadly\n"})


@pytest.mark.parametrize("died_at", ["a", "new/file", "sub/x"])
@pytest.mark.parametrize("pivot", [True, False])
def test_a_real_switch_really_killed(
    plain: Plain, two: tuple[Oid, Oid], died_at: str, pivot: bool
) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    git_that_dies(plain, died_at)
    assert plain.raw("switch", "hotfix").returncode == -9
    assert stale_locks(plain) == ["index.lock"]
    (plain.path / ".git/info/attributes").unlink()
    if not pivot:
        plain.git("update-ref", "-d", HOTFIX)
    recovered(plain)
    is_at(plain, two[1] if pivot else two[0], HOTFIX if pivot else MAIN)


def test_a_git_that_is_killed_while_gitfix_lives(plain: Plain, two: tuple[Oid, Oid]) -> None:
    """Its lock stands in the way of taking back: the plan stays, and the next command settles it."""
    git_that_dies(plain, "sub/x")
    with pytest.raises(Refusal):
        execute(plain.repo, Plan("branch", switch(plain, two)))
    (plain.path / ".git/info/attributes").unlink()
    assert "finished gitfix branch" in recovered(plain)
    is_at(plain, two[1], HOTFIX)


def test_only_a_new_file_was_written(plain: Plain, two: tuple[Oid, Oid]) -> None:
    """No tracked file differs yet: the stray one would block the next switch."""
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.put({"new/file": "2\n"})
    recovered(plain)
    is_at(plain, two[1], HOTFIX)


def test_files_and_index_are_new_and_head_is_not(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.git("read-tree", "-m", "-u", two[0], two[1])
    (plain.path / ".git/HEAD.lock").write_text(f"ref: {HOTFIX}\n")
    recovered(plain)
    is_at(plain, two[1], HOTFIX)


def test_a_half_written_file_is_kept(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    half_switched(plain, partial="what somebody may have written")
    said = recovered(plain)
    is_at(plain, two[1], HOTFIX)
    (kept,) = (plain.path / ".git/gitfix/rescue").rglob("x")
    assert kept.read_text() == "what somebody may have written"
    assert str(kept) in said


def test_what_was_staged_is_kept_too(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.put({"sub/x": "staged"})
    plain.git("add", "sub/x")
    plain.put({"sub/x": "and edited"})
    half_switched(plain)
    recovered(plain)
    is_at(plain, two[1], HOTFIX)
    kept = {
        p.name: p.read_text() for p in (plain.path / ".git/gitfix/rescue").rglob("*") if p.is_file()
    }
    assert kept == {"x": "and edited", "x.staged": "staged"}


def test_a_file_in_place_of_a_folder_is_kept(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.put({"a": "2\n", "new": "my own file"})
    recovered(plain)
    is_at(plain, two[1], HOTFIX)
    (kept,) = [p for p in (plain.path / ".git/gitfix/rescue").rglob("new") if p.is_file()]
    assert kept.read_text() == "my own file"


def test_switch_is_done_and_the_user_went_on(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.git("switch", "-q", "hotfix")
    plain.put({"a": "the fix\n"})
    assert "finished" in recovered(plain)
    assert (plain.git("symbolic-ref", "HEAD"), plain.text("a")) == (HOTFIX, "the fix\n")
    assert plain.status() == [" M a"]


def test_the_user_edited_before_the_switch_was_begun(plain: Plain, two: tuple[Oid, Oid]) -> None:
    """Nothing says that git had begun: the edit is somebody's work, and the checkout stays."""
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    plain.put({"a": "mine\n"})
    said = recovered(plain)
    assert "git switch hotfix" in said
    assert (plain.git("symbolic-ref", "HEAD"), plain.text("a")) == (MAIN, "mine\n")
    assert plain.status() == [" M a"]


def test_the_user_committed_before_the_next_command(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, *switch(plain, two))
    plain.git("update-ref", HOTFIX, two[1])
    theirs = plain.commit("mine", {"a": "mine\n"})
    recovered(plain)
    is_at(plain, theirs, MAIN)


def test_the_checkout_was_switched_elsewhere_or_removed(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path
) -> None:
    linked = tmp_path / "linked"
    plain.git("worktree", "add", "-q", "-b", "wip", str(linked))
    there = Switch(str(linked), "refs/heads/wip", HOTFIX, two[0], two[1])
    begin(plain, UpdateRef(HOTFIX, ZERO, two[1]), there)
    plain.git("update-ref", HOTFIX, two[1])
    Plain(linked).git("switch", "-q", "-c", "another")
    recovered(plain)
    is_at(Plain(linked), two[0], "refs/heads/another")
    begin(plain, UpdateRef(RECORD, ZERO, two[1]), there)
    plain.git("update-ref", RECORD, two[1])
    plain.git("worktree", "remove", "--force", str(linked))
    assert "finished" in recovered(plain)


def test_from_and_to_a_detached_head(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("switch", "-q", "--detach")
    begin(plain, Switch(str(plain.path), two[0], two[1], two[0], two[1]), command="switch")
    half_switched(plain)
    recovered(plain)
    assert (plain.oid(), plain.status()) == (two[0], [])
    assert plain.raw("symbolic-ref", "-q", "HEAD").returncode == 1


def test_a_failing_post_checkout_hook_does_not_undo_the_switch(
    plain: Plain, two: tuple[Oid, Oid]
) -> None:
    """Row 8: git gives a switch the hook's exit code."""
    plain.hook("post-checkout", "exit 1")
    execute(plain.repo, Plan("branch", switch(plain, two)))
    is_at(plain, two[1], HOTFIX)


# -- checkouts that move with their branch


def landing(plain: Plain, two: tuple[Oid, Oid], *, follow: bool) -> list[Step]:
    move = MoveCheckout(str(plain.path), MAIN, two[0], two[1], follow)
    update = UpdateRef(MAIN, two[0], two[1], follow)
    done = UpdateRef(RECORD, ZERO, two[1])
    return [done, move, update] if follow else [update, done, move]


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("far", ["nothing", "record", "half the files", "files", "branch", "all"])
def test_a_landing_killed_anywhere(
    plain: Plain, two: tuple[Oid, Oid], far: str, follow: bool
) -> None:
    begin(plain, *landing(plain, two, follow=follow))
    if far != "nothing":
        plain.git("update-ref", RECORD, two[1])
    if far == "half the files":
        half_switched(plain)
    if far in ("files", "all"):
        plain.git("read-tree", "-m", "-u", two[0], two[1])
    if far in ("branch", "all"):
        plain.git("update-ref", MAIN, two[1])
    said = recovered(plain)
    assert ("took back" in said) == (far == "nothing")
    is_at(plain, two[0] if far == "nothing" else two[1], MAIN)


def test_row_30_a_branch_never_follows_without_its_checkout(
    plain: Plain, two: tuple[Oid, Oid]
) -> None:
    """Else the reverse change is staged, and the next commit silently removes the fix."""
    begin(plain, *landing(plain, two, follow=True))
    plain.git("update-ref", RECORD, two[1])
    plain.put({"a": "dirty\n"})
    said = recovered(plain)
    assert "local changes in the way" in said
    assert plain.oid(MAIN) == two[0]
    assert (plain.text("a"), plain.status()) == ("dirty\n", [" M a"])


def test_row_30_dirty_between_plan_and_execution(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.put({"a": "dirty\n"})
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert (len(done.left_alone), plain.oid(MAIN)) == (1, two[0])
    assert (plain.text("a"), plain.status()) == ("dirty\n", [" M a"])
    assert plain.oid(RECORD) == two[1]


def test_a_branch_that_moved_meanwhile_keeps_its_files(plain: Plain, two: tuple[Oid, Oid]) -> None:
    mine = plain.commit("mine", {"own": "1"})
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert len(done.left_alone) == 1
    is_at(plain, mine, MAIN)


def test_a_checkout_that_shows_another_branch_now(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("switch", "-q", "-c", "wip")
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert "not checked out" in done.left_alone[0]
    is_at(plain, two[0], "refs/heads/wip")
    begin(plain, *landing(plain, two, follow=True))
    recovered(plain)
    is_at(plain, two[0], "refs/heads/wip")


def test_a_checkout_whose_branch_cannot_move_goes_back(plain: Plain, two: tuple[Oid, Oid]) -> None:
    (plain.path / ".git/refs/heads/main.lock").touch()
    done = execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=True))))
    assert len(done.left_alone) == 1
    is_at(plain, two[0], MAIN)


def test_a_dirty_checkout_refuses_a_local_landing_as_a_whole(
    plain: Plain, two: tuple[Oid, Oid]
) -> None:
    plain.put({"a": "dirty\n"})
    before = plain.refs()
    with pytest.raises(Refusal):
        execute(plain.repo, Plan("backport", tuple(landing(plain, two, follow=False))))
    assert (plain.refs(), plain.status()) == (before, [" M a"])
    assert not list((plain.path / ".git/gitfix").glob("journal/*"))


# -- worktrees


def worktree(plain: Plain, two: tuple[Oid, Oid], linked: Path) -> list[Step]:
    plain.git("branch", "-f", "hotfix", two[1])
    return [UpdateRef(RECORD, ZERO, two[1]), AddWorktree(str(linked), "hotfix", two[1])]


@pytest.mark.parametrize("pivot", [True, False])
@pytest.mark.parametrize("far", ["nothing", "added", "half", "no gitfile", "all"])
def test_adding_a_worktree_killed_anywhere(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path, far: str, pivot: bool
) -> None:
    linked = tmp_path / "sp ace" / "linked"
    steps = worktree(plain, two, linked)
    begin(plain, *steps, command="branch")
    add = ("worktree", "add", "-q", "--no-checkout", str(linked), "hotfix")
    if far != "nothing":
        plain.git(*add)
    admin = plain.path / ".git/worktrees/linked"
    if far == "half":
        (linked / "a").write_text("2\n")
        (admin / "index.lock").touch()
    if far == "no gitfile":
        (linked / ".git").unlink()
        (admin / "locked").write_text("initializing")
    if far == "all":
        Plain(linked).git("reset", "-q", "--hard")
    if pivot:
        plain.git("update-ref", RECORD, two[1])
    recovered(plain)
    if pivot:
        is_at(Plain(linked), two[1], HOTFIX)
    else:
        assert not linked.exists()
        assert not admin.exists()
        assert len(plain.repo.worktrees.listing()) == 1


def test_a_worktree_through_a_symbolic_link(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    linked = tmp_path / "link" / "w"
    begin(plain, *worktree(plain, two, linked))
    plain.git("worktree", "add", "-q", str(linked), "hotfix")
    recovered(plain)
    assert not linked.exists()


@pytest.mark.parametrize("far", ["nothing", "half", "all"])
def test_removing_a_worktree_killed_anywhere(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path, far: str
) -> None:
    """`undo branch`: the worktree first, then the branch."""
    linked = (
        plain.path / "inside"
    )  # inside the main checkout, where git would find another repository
    plain.git("branch", "hotfix", two[1])
    plain.git("worktree", "add", "-q", str(linked), "hotfix")
    begin(plain, RemoveWorktree(str(linked), "hotfix", two[1]), UpdateRef(HOTFIX, two[1], ZERO))
    if far == "half":
        (linked / ".git").unlink()
        (linked / "a").unlink()
    if far == "all":
        plain.git("worktree", "remove", str(linked))
    recovered(plain)
    is_at(Plain(linked), two[1], HOTFIX)


# -- files and configuration


@pytest.mark.parametrize("pivot", [True, False])
@pytest.mark.parametrize("far", ["nothing", "partial", "all"])
def test_a_file_killed_anywhere(plain: Plain, two: tuple[Oid, Oid], far: str, pivot: bool) -> None:
    path = plain.path / ".git/hooks/pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"old")
    objects = plain.repo.objects
    old, new = objects.write_blob(b"old"), objects.write_blob(b"new")
    step = WriteFile(str(path), old, new, 0o644, 0o755)
    begin(plain, UpdateRef(RECORD, ZERO, two[1]), step, command="hook install")
    if far == "partial":
        path.with_name(".pre-push.4711.gitfix-new").write_bytes(b"ne")
    if far == "all":
        path.write_bytes(b"new")
        path.chmod(0o755)
    if pivot:
        plain.git("update-ref", RECORD, two[1])
    recovered(plain)
    assert path.read_bytes() == (b"new" if pivot else b"old")
    assert bool(path.stat().st_mode & 0o100) is pivot
    assert [p.name for p in path.parent.iterdir() if "gitfix-new" in p.name] == []


def test_a_file_that_somebody_rewrote_stays(plain: Plain, two: tuple[Oid, Oid]) -> None:
    path = plain.path / "file"
    objects = plain.repo.objects
    step = WriteFile(str(path), ZERO, objects.write_blob(b"new"))
    begin(plain, step, UpdateRef(RECORD, ZERO, two[1]))
    path.write_bytes(b"theirs")
    recovered(plain)
    assert path.read_bytes() == b"theirs"


@pytest.mark.parametrize("pivot", [True, False])
@pytest.mark.parametrize("far", ["nothing", "lock", "all"])
def test_configuration_killed_anywhere(
    plain: Plain, two: tuple[Oid, Oid], far: str, pivot: bool
) -> None:
    begin(plain, UpdateRef(RECORD, ZERO, two[1]), SetConfig("gitfix.remote", None, "shop"))
    if far == "lock":
        (plain.path / ".git/config.lock").write_text("[half")
    if far == "all":
        plain.git("config", "gitfix.remote", "shop")
    if pivot:
        plain.git("update-ref", RECORD, two[1])
    recovered(plain)
    assert plain.repo.config.get("gitfix.remote") == ("shop" if pivot else None)


# -- pushes


@pytest.fixture
def server(plain: Plain, two: tuple[Oid, Oid], tmp_path: Path) -> Plain:
    server = plain.clone(tmp_path / "server.git", "--bare")
    plain.git("remote", "add", "origin", str(server.path))
    return server


def push_plan(plain: Plain, two: tuple[Oid, Oid]) -> list[Step]:
    push = Push("origin", (UpdateRef(MAIN, two[0], two[1]), UpdateRef(HOTFIX, ZERO, two[1])))
    follow = landing(plain, two, follow=True)
    return [push, *follow[1:], follow[0]]


def test_a_push_killed_before_it_landed(plain: Plain, two: tuple[Oid, Oid], server: Plain) -> None:
    begin(plain, *push_plan(plain, two))
    before = server.refs()
    assert "took back" in recovered(plain)
    assert server.refs() == before
    is_at(plain, two[0], MAIN)


@pytest.mark.parametrize("on_top", [False, True])
def test_a_push_killed_after_it_landed(
    plain: Plain, two: tuple[Oid, Oid], server: Plain, tmp_path: Path, on_top: bool
) -> None:
    """Also when a colleague has pushed on top, and a merged pull request deleted the branch."""
    begin(plain, *push_plan(plain, two))
    plain.git("push", "-q", "origin", f"{two[1]}:{MAIN}", f"{two[1]}:{HOTFIX}")
    if on_top:
        other = server.clone(tmp_path / "other")
        other.commit("on top", {"b": "1"})
        other.git("push", "-q", "origin", "main", "main:hotfix")
    assert "finished" in recovered(plain)
    is_at(plain, two[1], MAIN)
    assert plain.oid(RECORD) == two[1]


def test_while_the_remote_is_gone_nothing_is_decided(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    begin(plain, *push_plan(plain, two))
    plain.git("push", "-q", "origin", f"{two[1]}:{MAIN}", f"{two[1]}:{HOTFIX}")
    away = server.path.with_name("away.git")
    server.path.rename(away)
    before = plain.refs()
    (said,) = recover(plain.repo)
    assert "will look again" in said
    assert plain.refs() == before
    away.rename(server.path)
    assert "finished" in recovered(plain)
    is_at(plain, two[1], MAIN)


def test_an_unsettled_push_stays_in_the_journal(
    plain: Plain, two: tuple[Oid, Oid], server: Plain, tmp_path: Path
) -> None:
    """The connection is lost and the server with it: the plan may have landed, so it is not forgotten."""
    wrapper = tmp_path / "receive"
    wrapper.write_text('#!/bin/sh\nmv "$1" "$1.gone"\nexit 1\n')
    wrapper.chmod(0o755)
    plain.git("config", "remote.origin.receivepack", str(wrapper))
    with pytest.raises(Unsettled) as unsettled:
        execute(plain.repo, Plan("backport", tuple(push_plan(plain, two))))
    assert unsettled.value.exit == Exit.REMOTE
    server.path.with_name("server.git.gone").rename(server.path)
    assert "took back" in recovered(plain)
    is_at(plain, two[0], MAIN)


def test_a_refused_push_takes_back_what_came_before_it(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    server.hook("update", "exit 1")
    before = plain.refs()
    plan = Plan("backport", (UpdateRef(RECORD, ZERO, two[1]), *push_plan(plain, two)[:1]))
    with pytest.raises(Refusal) as refused:
        execute(plain.repo, plan)
    assert refused.value.exit == Exit.REMOTE
    assert plain.refs() == before
    assert recover(plain.repo) == []


# -- who is at work


@pytest.fixture
def holder(plain: Plain) -> Iterator[subprocess.Popen[str]]:
    """Another program that holds gitfix's lock: a push that outlived its gitfix."""
    private = plain.path / ".git/gitfix"
    private.mkdir()
    code = (
        "import sys, time; from pathlib import Path; from gitfix.host.files import locked\n"
        "with locked(Path(sys.argv[1]), patience=0):\n    print('held', flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", code, str(private / "lock")]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    assert child.stdout and child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_row_29_a_living_git_of_a_killed_gitfix_is_waited_for(
    plain: Plain, two: tuple[Oid, Oid], holder: subprocess.Popen[str], monkeypatch
) -> None:
    monkeypatch.setattr(executing, "PATIENCE", 0.2)
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    (plain.path / ".git/refs/heads/hotfix.lock").touch()
    with pytest.raises(Refusal) as refused:
        recover(plain.repo)
    assert "at work" in refused.value.message
    assert stale_locks(plain) == ["refs/heads/hotfix.lock"]
    with pytest.raises(Refusal):
        execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))
    holder.kill()
    holder.wait()
    recovered(plain)


def test_a_gitfix_in_a_hook_of_gitfixs_own_push_does_not_wait_for_itself(
    plain: Plain, two: tuple[Oid, Oid], server: Plain
) -> None:
    code = (
        "from pathlib import Path; from gitfix.git.recover import recover; "
        "from gitfix.git.opening import open_repository; "
        "assert recover(open_repository(Path.cwd())) == []"
    )
    plain.hook("pre-push", f"unset GIT_DIR; exec '{sys.executable}' -c '{code}'")
    started = time.monotonic()
    execute(plain.repo, Plan("backport", tuple(push_plan(plain, two))))
    assert time.monotonic() - started < executing.PATIENCE
    is_at(plain, two[1], MAIN)
    assert server.oid(MAIN) == two[1]


# -- the journal itself


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"at": 1, "undone": false, "plan": {"steps": 1}}']
)
def test_a_plan_that_cannot_be_read_is_said_once_and_kept(
    plain: Plain, two: tuple[Oid, Oid], content: bytes
) -> None:
    before = plain.refs()
    folder = plain.path / ".git/gitfix/journal"
    folder.mkdir(parents=True)
    (folder / "000001-backport.json").write_bytes(content)
    (said,) = recover(plain.repo)
    kept = plain.path / ".git/gitfix/unreadable/000001-backport.json"
    assert str(kept) in said
    assert kept.read_bytes() == content
    assert recover(plain.repo) == []
    assert plain.refs() == before
    execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))


def test_a_step_of_a_newer_gitfix_is_not_acted_on(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]))
    (entry,) = (plain.path / ".git/gitfix/journal").iterdir()
    data = json.loads(entry.read_text())
    data["plan"]["steps"].append({"do": "FromTheFuture", "what": 1})
    entry.write_text(json.dumps(data))
    plain.git("update-ref", HOTFIX, two[0])
    (said,) = recover(plain.repo)
    assert "cannot be read" in said
    assert plain.oid(HOTFIX) == two[0]


def test_odd_files_in_the_journal_stop_nobody(plain: Plain, two: tuple[Oid, Oid]) -> None:
    folder = plain.path / ".git/gitfix/journal"
    folder.mkdir(parents=True)
    for name in (".000001-x.json.99.gitfix-new", "123456x-a.json", "²²²²²²-a.json", "README"):
        (folder / name).write_text("{")
    assert recover(plain.repo) == []
    done = execute(plain.repo, Plan("branch", (UpdateRef(HOTFIX, ZERO, two[0]),)))
    assert done.operation == "000001-branch"
    assert sorted(p.name for p in folder.iterdir()) == ["123456x-a.json", "README", "²²²²²²-a.json"]


def test_two_killed_plans_are_both_settled(plain: Plain, two: tuple[Oid, Oid]) -> None:
    begin(plain, UpdateRef(HOTFIX, ZERO, two[0]), command="branch")
    begin(plain, UpdateRef(RECORD, ZERO, two[0]), command="waive")
    plain.git("update-ref", RECORD, two[0])
    first, second = recover(plain.repo)
    assert "took back gitfix branch" in first
    assert "finished gitfix waive" in second


def test_the_log_keeps_the_last_operations(plain: Plain, two: tuple[Oid, Oid]) -> None:
    journal = Journal(plain.repo.private)
    for _ in range(53):
        journal.finish(journal.begin(Plan("waive", ())))
    done = journal.done()
    assert (len(done), done[-1].id) == (50, "000053-waive")
    journal.mark_undone(done[-1])
    assert journal.done()[-1].undone


# -- executing and taking back


def test_a_plan_and_its_inverse(plain: Plain, two: tuple[Oid, Oid], tmp_path: Path) -> None:
    new = plain.repo.objects.write_blob(b"new")
    plan = Plan(
        "branch",
        (
            UpdateRef(HOTFIX, ZERO, two[1]),
            WriteFile(str(tmp_path / "file"), ZERO, new, new_mode=0o755),
            SetConfig("gitfix.x", None, "1"),
            Switch(str(plain.path), MAIN, HOTFIX, two[0], two[1]),
            AddWorktree(str(tmp_path / "linked"), "other", two[0]),
        ),
    )
    plain.git("branch", "other", two[0])
    before = plain.refs()
    execute(plain.repo, plan)
    is_at(plain, two[1], HOTFIX)
    assert (tmp_path / "linked/a").read_text() == "1\n"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o755
    execute(plain.repo, plan.inverse())
    is_at(plain, two[0], MAIN)
    assert plain.refs() == before
    assert not (tmp_path / "file").exists() and not (tmp_path / "linked").exists()
    assert plain.repo.config.get("gitfix.x") is None


def test_a_step_that_fails_takes_the_others_back(
    plain: Plain, two: tuple[Oid, Oid], tmp_path: Path
) -> None:
    plain.put({".git/info/exclude": "*.env\n", "new/file": "mine, and in the way of the switch"})
    plan = Plan(
        "branch",
        (UpdateRef(HOTFIX, ZERO, two[1]), SetConfig("gitfix.x", None, "1"), switch(plain, two)[1]),
    )
    before = plain.refs()
    with pytest.raises(Refusal):
        execute(plain.repo, plan)
    assert plain.refs() == before
    assert plain.git("symbolic-ref", "HEAD") == MAIN
    assert plain.text("new/file") == "mine, and in the way of the switch"
    assert plain.repo.config.get("gitfix.x") is None
    assert recover(plain.repo) == []


def test_a_ref_that_moved_between_plan_and_execution(plain: Plain, two: tuple[Oid, Oid]) -> None:
    plain.git("update-ref", "refs/heads/develop", two[1])
    plan = Plan(
        "backport",
        (UpdateRef(HOTFIX, ZERO, two[0]), UpdateRef("refs/heads/develop", two[0], two[1])),
    )
    with pytest.raises(Refusal) as refused:
        execute(plain.repo, plan)
    assert "develop moved" in refused.value.message
    assert not plain.repo.refs.get(HOTFIX)
