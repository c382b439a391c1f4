"""Refs after a kill: all of them moved or none, no lock left, and what somebody else moved stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.plan import UpdateRef
from gitfix.git.recover import recover
from tests.fault.recovery_kit import HOTFIX, MAIN, RECORD, ZERO, begin, recovered
from tests.git.plain import Plain


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
