"""Worktrees, files and configuration after a kill: there or not, never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.core.plan import AddWorktree, RemoveWorktree, SetConfig, Step, UpdateRef, WriteFile
from tests.fault.recovery_kit import HOTFIX, RECORD, ZERO, begin, is_at, recovered
from tests.git.plain import Plain


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
