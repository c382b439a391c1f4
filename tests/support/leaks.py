"""What a command must not leave behind: locks, half worktrees, temporary files, running programs."""

from __future__ import annotations

from pathlib import Path

from tests.support.builder import RepoBuilder
from tests.support.snapshot import assert_journal_empty


def stale_locks(repo: RepoBuilder) -> list[str]:
    """Lock files below the git folder that block a later git."""
    common = repo.common_dir
    found = (path.relative_to(common) for path in common.rglob("*.lock"))
    # gitfix's folders for a moment are swept later; no git looks there.
    return sorted(str(path) for path in found if path.parts[:2] != ("gitfix", "scratch"))


def no_stale_locks(repo: RepoBuilder) -> None:
    """Nothing here stops the next git, and everything that was running has ended."""
    running = repo.world.wait_until_quiet()
    assert not running, f"still running: {running}"
    assert not (found := stale_locks(repo)), f"locks were left behind: {found}"


def no_leaks(repo: RepoBuilder) -> None:
    """No lock, no unfinished plan, no half-made worktree, no temporary file of gitfix's."""
    no_stale_locks(repo)
    assert_journal_empty(repo)
    common = repo.common_dir
    lost = [path.parent.name for path in common.glob("worktrees/*/gitdir") if not _exists(path)]
    assert not lost, f"worktrees are registered but not there: {lost}"
    half = [path.name for path in common.glob("worktrees/*") if not (path / "gitdir").exists()]
    assert not half, f"worktrees are half registered: {half}"
    partial = [str(path) for path in common.rglob("*.gitfix-new")]
    assert not partial, f"partly written files were left: {partial}"
    temporary = [path.name for path in repo.world.temp.iterdir()]
    assert not temporary, f"temporary files were left: {temporary}"


def _exists(gitdir: Path) -> bool:
    return Path(gitdir.read_text().strip()).exists()
