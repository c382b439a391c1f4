"""A switch of the checkout after a kill: finished or taken back, and no file of the user's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan, Switch, UpdateRef
from gitfix.git.execute import execute
from tests.fault.recovery_kit import (
    HOTFIX,
    MAIN,
    RECORD,
    ZERO,
    begin,
    half_switched,
    is_at,
    recovered,
    stale_locks,
    switch,
)
from tests.git.plain import Plain


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
