"""What a killed gitfix left beside its plan's effects: halves of files, and worktrees that git does not know yet."""

from __future__ import annotations

import contextlib
import glob
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.plan import AddWorktree, Step, WriteFile
from gitfix.git.journal import Journal
from gitfix.git.locks import made_since

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def clear_journal(journal: Journal) -> None:
    """Remove halves of the journal's own entries."""
    for place in (journal.folder, journal.log):
        for partial in place.glob(".*.gitfix-new"):
            partial.unlink(missing_ok=True)


def clear_partial(plan: tuple[Step, ...]) -> None:
    """Remove what an atomic write left beside its file."""
    for step in plan:
        if isinstance(step, WriteFile):
            path = Path(step.path).resolve()
            for partial in path.parent.glob(f".{glob.escape(path.name)}.*.gitfix-new"):
                partial.unlink(missing_ok=True)


def clear_unnamed_worktrees(repo: Repository, plan: tuple[Step, ...], began: float) -> None:
    """Remove what a killed `git worktree add` began before it wrote down where the worktree is.

    git neither lists nor prunes such a folder: it is locked, and names no place.
    """
    for step in plan:
        if not isinstance(step, AddWorktree):
            continue
        path = Path(step.path)
        for folder in repo.common_dir.glob(f"worktrees/{glob.escape(path.name)}*"):
            named = folder / "gitdir"
            if made_since(folder, began) and not (named.exists() and named.read_bytes().strip()):
                shutil.rmtree(folder, ignore_errors=True)
        if made_since(path, began):
            with contextlib.suppress(OSError):
                path.rmdir()  # only when nothing is in it
