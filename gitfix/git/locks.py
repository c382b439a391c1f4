"""The lock files that a killed gitfix's gits left: only those that its plan names, as they were found."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Push,
    RemoveWorktree,
    SetConfig,
    Step,
    Switch,
    UpdateRef,
)

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

SETTLING = 0.3
"""Seconds that a lock is given to vanish by itself."""


Locks = dict[Path, tuple[int, int]]
"""Lock files, and by which inode and time to know each again."""


def left_behind(repo: Repository, plan: tuple[Step, ...], entry: Path) -> Locks:
    """The lock files that this plan's git processes may have left; `entry` is the plan in the journal.

    A lock from before the plan, or of another user, is somebody else's; a young one gets a moment to go.
    """
    began, owner = entry.stat().st_mtime, entry.stat().st_uid
    found = [name for name in _named(repo, plan) if _ours(name, began, owner)]
    if found:
        time.sleep(SETTLING)
    return {name: mark for name in sorted(found) if (mark := _ours(name, began, owner))}


def remove(locks: Locks) -> int:
    """Take them away; returns how many there were. One that has become another file meanwhile stays."""
    gone = 0
    for name, mark in locks.items():
        with contextlib.suppress(FileNotFoundError):
            found = name.stat()
            if (found.st_ino, found.st_mtime_ns) == mark:
                name.unlink()
                gone += 1
    return gone


def made_since(path: Path, began: float) -> bool:
    """Whether `path` is there and was made (or written) after `began`."""
    try:
        return path.stat().st_mtime >= began - 1
    except OSError:
        return False


def _ours(path: Path, began: float, owner: int) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    ours = found.st_mtime >= began - 1 and found.st_uid == owner
    return (found.st_ino, found.st_mtime_ns) if ours else None


def _named(repo: Repository, plan: tuple[Step, ...]) -> set[Path]:
    names: set[Path] = set()
    for step in plan:
        match step:
            case UpdateRef(ref=ref):
                names |= _of_ref(repo, ref)
            case Push():
                names |= {name for note in step.notes() for name in _of_ref(repo, note.ref)}
            case SetConfig():
                names.add(repo.common_dir / "config.lock")
            case Switch(worktree=path) | MoveCheckout(worktree=path):
                names |= _inside(repo, path, "index.lock", "HEAD.lock")
            case AddWorktree(path=path) | RemoveWorktree(path=path):
                names |= _inside(repo, path, "index.lock")
            case _:
                pass
    return names


def _of_ref(repo: Repository, ref: str) -> set[Path]:
    """Besides the ref git locks the HEAD through which it is checked out; deleting writes packed-refs.new."""
    names = (f"{ref}.lock", "HEAD.lock", "packed-refs.lock", "packed-refs.new")
    shared = {repo.common_dir / name for name in (*names, "reftable/tables.list.lock")}
    return shared | set(repo.common_dir.glob("worktrees/*/HEAD.lock"))


def _inside(repo: Repository, path: str, *files: str) -> set[Path]:
    """Files of the git folder of the worktree at `path`, if there is one."""
    try:
        folder = repo.worktrees.git_dir(Path(path))
    except (Refusal, OSError):
        return set()
    return {folder / file for file in files}
