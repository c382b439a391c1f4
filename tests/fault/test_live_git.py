"""A lock that only looks stale: somebody's own git holds it, and recovery waits for that git to end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.fault.killing import HOTFIX, small, with_fix
from tests.support.builder import RepoBuilder
from tests.support.faults import Faults
from tests.support.leaks import no_leaks
from tests.support.run import Gitfix
from tests.support.shop import Shop
from tests.support.world import World

EDITOR = """\
#!/bin/sh
touch '{folder}/opened'
while [ ! -e '{folder}/close' ]; do sleep 0.05; done
echo 'Written slowly' > "$1"
"""


@pytest.fixture
def shop(shop_template: Shop, world: World, faults: Faults) -> Shop:
    """main is checked out; a backport was killed when main had the fix already and its files did not."""
    shop = small(shop_template, world, remote=False)
    with_fix(shop, "--worktree")
    with faults.before("*'read-tree -m -u '[0-9a-f]*", "kill -9 $PPID; exit 137"):
        Gitfix(world)("backport", HOTFIX, cwd=shop.repo, expect="KILLED")
    return shop


@contextmanager
def editing(shop: Shop, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """The git COMMAND with its editor open inside the block, closed at its end."""
    folder = shop.world.root / "editor"
    folder.mkdir()
    script = shop.world.script("slow-editor", EDITOR.format(folder=folder), folder=folder)
    env = {**shop.repo.env(), "GIT_EDITOR": str(script)}
    child = subprocess.Popen([shop.world.git, *command], cwd=shop.repo.path, env=env)
    end = time.monotonic() + 20
    while not (folder / "opened").exists():
        assert time.monotonic() < end and child.poll() is None
        time.sleep(0.02)
    try:
        yield child
    finally:
        (folder / "close").touch()
        child.wait(timeout=20)


def index_lock(shop: Shop) -> bytes | None:
    path = shop.repo.git_dir / "index.lock"
    return path.read_bytes() if path.exists() else None


@pytest.mark.parametrize("command", ["status", "backport"])
def test_a_commit_with_its_editor_open_keeps_its_lock(
    shop: Shop, gitfix: Gitfix, command: str
) -> None:
    """`git commit -a` locks the index, closes the file, and opens the editor: no open file gives it away."""
    shop.repo.write({"README.md": "a word more\n"})
    with editing(shop, "commit", "-q", "-a") as commit:
        held = index_lock(shop)
        assert held
        looked = gitfix(command, cwd=shop.repo)
        assert index_lock(shop) == held, looked
        said = " ".join(looked.stderr.split())
        assert f"git commit (process {commit.pid}) may hold" in said, looked
        assert "took back" not in said and "finished" not in said, looked
    assert commit.returncode == 0, "the commit is made"
    assert index_lock(shop) is None
    assert "Written slowly" in shop.repo.git("log", "-3", "--format=%s", "main")
    settled = gitfix("status", cwd=shop.repo)
    assert "finished gitfix backport" in settled.stderr, settled
    # The commit was made from the files as they were before the fix came: that is said.
    words = " ".join(settled.stderr.split())
    assert not shop.has_fix("main")
    assert "takes out what had landed in shop/cart.py" in words, settled
    no_leaks(shop.repo)


def test_a_commit_in_another_repository_keeps_nobody_waiting(shop: Shop, gitfix: Gitfix) -> None:
    other = RepoBuilder.init(shop.world, shop.world.root / "elsewhere")
    other.commit("One", {"a": "1\n"})
    other.write({"a": "2\n"})
    with editing(Shop(shop.world, other, shop.origin), "commit", "-q", "-a"):
        (shop.repo.git_dir / "index.lock").touch()
        looked = gitfix("status", cwd=shop.repo)
    assert "finished gitfix backport" in looked.stderr, looked
    assert "stale lock" in looked.stderr, looked
    assert shop.has_fix("main")
    no_leaks(shop.repo)


def test_a_git_that_began_after_the_lock_was_left_is_not_its_owner(
    shop: Shop, gitfix: Gitfix
) -> None:
    """A plain `git commit` holds no lock while its editor is open."""
    (shop.repo.git_dir / "HEAD.lock").touch()
    time.sleep(0.3)
    shop.repo.write({"README.md": "a word more\n"})
    shop.repo.git("add", "README.md")
    with editing(shop, "commit", "-q") as commit:
        looked = gitfix("status", cwd=shop.repo)
        assert "finished gitfix backport" in looked.stderr, looked
        assert "1 stale lock" in looked.stderr, looked
    assert commit.returncode == 0
    no_leaks(shop.repo)


def test_a_lock_that_another_program_has_open_stays(shop: Shop, gitfix: Gitfix) -> None:
    """An editor's own git library keeps the file open while it writes."""
    lock = shop.repo.git_dir / "index.lock"
    code = "import sys, time; f = open(sys.argv[1], 'w'); print('held', flush=True); time.sleep(60)"
    argv = [sys.executable, "-c", code, str(lock)]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout and child.stdout.readline() == "held\n"
        looked = gitfix("status", cwd=shop.repo)
        assert f"(process {child.pid}) may hold" in " ".join(looked.stderr.split()), looked
        assert lock.exists()
    finally:
        child.kill()
        child.wait()
        assert child.stdout
        child.stdout.close()
    looked = gitfix("status", cwd=shop.repo)
    assert "removed 1 stale lock" in " ".join(looked.stderr.split()), looked
    no_leaks(shop.repo)


def test_the_lock_of_another_user_stays(shop: Shop, gitfix: Gitfix) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    lock = shop.repo.git_dir / "refs" / "heads" / "develop.lock"
    lock.touch()
    os.chown(lock, 12345, -1)
    gitfix("status", cwd=shop.repo)
    assert lock.exists()
    lock.unlink()
    gitfix("status", cwd=shop.repo)
    no_leaks(shop.repo)
