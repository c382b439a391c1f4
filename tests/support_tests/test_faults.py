"""Faults strike where they are told to, and nowhere else."""

from __future__ import annotations

import errno
import sys

import pytest

from tests.support.builder import RepoBuilder
from tests.support.faults import Faults, blocked
from tests.support.leaks import no_leaks, no_stale_locks, stale_locks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World

PROGRAM = """
import subprocess, sys
for number in range(1, 4):
    subprocess.run(["git", "update-ref", f"refs/made/{number}", "HEAD"], check=True)
    subprocess.run(["git", "commit-graph", "verify"], capture_output=True)
"""
"""Six git processes; the odd ones make refs."""


@pytest.fixture
def program(world: World) -> Gitfix:
    """A small program in the place of gitfix."""
    path = world.root / "program.py"
    path.write_text(PROGRAM)
    return Gitfix(world, (sys.executable, str(path)))


def _made(repo: RepoBuilder) -> int:
    return len(repo.refs("refs/made"))


def test_counts_only_what_the_program_starts_itself(
    shop: Shop, program: Gitfix, faults: Faults
) -> None:
    with faults.count_git():
        program(cwd=shop.repo)
    assert len(faults.calls()) == 6
    assert faults.calls()[0] == "update-ref refs/made/1 HEAD"
    with faults.count_git():
        shop.repo.git("fetch", "-q", "origin")
    assert faults.calls() == ["fetch -q origin"]


@pytest.mark.parametrize("n", range(1, 8))
def test_kill_before(shop: Shop, program: Gitfix, faults: Faults, n: int) -> None:
    with faults.kill_at(n):
        program(cwd=shop.repo, expect="KILLED" if n < 7 else "OK")
    assert _made(shop.repo) == n // 2
    no_leaks(shop.repo)


@pytest.mark.parametrize("where", ["after", "during"])
def test_kill_after_and_during(shop: Shop, program: Gitfix, faults: Faults, where: str) -> None:
    with faults.kill_at(3, where=where):
        program(cwd=shop.repo, expect="KILLED")
    shop.world.wait_until_quiet()
    assert _made(shop.repo) == 2
    no_stale_locks(shop.repo)


def test_kill_git_too(shop: Shop, world: World, faults: Faults) -> None:
    shop.origin.over_ssh(shop.repo)
    shop.origin.behave("slow")
    source = (
        'import subprocess; subprocess.run(["git", "push", "-q", "origin", "HEAD:refs/heads/late"])'
    )
    program = Gitfix(world, (sys.executable, "-c", source))
    with faults.kill_at(1, where="during", also_git=True, delay=0.2):
        program(cwd=shop.repo, expect="KILLED")
    world.wait_until_quiet()
    assert not shop.origin.has("refs/heads/late")
    with faults.kill_at(1, where="during"):
        program(cwd=shop.repo, expect="KILLED")
    world.wait_until_quiet()
    assert shop.origin.has("refs/heads/late"), "an orphaned push lands after its parent has died"


def test_mover_strikes_once_right_before(shop: Shop, program: Gitfix, faults: Faults) -> None:
    to = shop.repo.oid("v1.0.0^{}")
    with faults.mover(shop.repo, "refs/heads/main", to, pattern="*refs/made/2*"):
        program(cwd=shop.repo)
    made = shop.repo.refs("refs/made")
    assert made["refs/made/1"] != to
    assert made["refs/made/2"] == made["refs/made/3"] == to
    with (
        pytest.raises(AssertionError, match="no git process matched"),
        faults.before("push*", "true"),
    ):
        program(cwd=shop.repo)


@pytest.mark.parametrize("renamed", [0, 1])
def test_kill_inside_refs(shop: Shop, world: World, faults: Faults, renamed: int) -> None:
    source = """
import subprocess
lines = b"start\\ncreate refs/made/1 HEAD\\ncreate refs/made/2 HEAD\\ncommit\\n"
subprocess.run(["git", "update-ref", "--stdin"], input=lines)
"""
    program = Gitfix(world, (sys.executable, "-c", source))
    with faults.kill_inside_refs(shop.repo, ref="refs/made", renamed=renamed):
        program(cwd=shop.repo, expect="KILLED")
    world.wait_until_quiet()
    assert _made(shop.repo) == renamed
    assert len(stale_locks(shop.repo)) == 2 - renamed
    with pytest.raises(AssertionError, match="locks were left"):
        no_stale_locks(shop.repo)


def test_full_disk_and_a_folder_that_cannot_be(shop: Shop, world: World) -> None:
    source = """
import pathlib, sys
try:
    pathlib.Path("big").write_bytes(bytes(100_000))
except OSError as error:
    sys.exit(error.errno)
"""
    program = Gitfix(world, (sys.executable, "-c", source))
    program(cwd=shop.repo, file_limit=4096, expect=str(errno.EFBIG))
    program(cwd=shop.repo, file_limit=200_000)
    blocked(shop.repo.git_dir / "gitfix" / "journal")
    with pytest.raises(NotADirectoryError):
        (shop.repo.git_dir / "gitfix" / "journal" / "x").write_text("")


def test_a_trace_finds_what_changes_and_nothing_else(
    shop: Shop, program: Gitfix, faults: Faults
) -> None:
    """The odd processes make refs, the even ones only read, and the program itself writes before the fourth."""
    path = shop.world.root / "program.py"
    reads = '    subprocess.run(["git", "commit-graph"'
    writes = "    if number == 2:\n        open('new', 'w').close()\n"
    path.write_text(PROGRAM.replace(reads, writes + reads))
    with faults.trace():
        program(cwd=shop.repo)
    assert faults.changes() == [
        (1, "after"),
        (1, "before"),
        (3, "after"),
        (4, "before"),
        (5, "after"),
    ]
