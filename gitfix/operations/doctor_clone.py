"""The doctor's look at the clone itself: its history, its checkouts, and what an earlier gitfix left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitfix.core.doctor import DoctorCheck, ok, warning
from gitfix.core.text import decode, plural, printable
from gitfix.git.journal import Journal

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

LARGE = 100_000
"""Packed objects from which on a commit-graph is worth having."""


def history(work: Workspace) -> Iterator[DoctorCheck]:
    """A shallow clone cannot say what contains what."""
    remote = work.remote_name or "origin"
    if work.repo.shallow:
        yield warning(
            "history",
            "this clone is shallow: gitfix cannot always tell what a branch contains",
            f"git fetch --unshallow --tags {remote}",
        )
    else:
        yield ok("history", "whole")


def branches(work: Workspace) -> Iterator[DoctorCheck]:
    """A single-branch clone does not see the other targets."""
    remote = work.remote_name
    if not remote:
        return
    refspecs = work.repo.config.get_all(f"remote.{remote}.fetch")
    wide = any("*" in refspec for refspec in refspecs)
    if wide:
        yield ok("branches", f"every branch of {remote} is fetched")
    else:
        yield warning(
            "branches",
            f"this clone fetches {plural(len(refspecs), 'branch', 'branches')} of {remote} only",
            f"git remote set-branches {remote} '*' && git fetch {remote}",
        )


def worktrees(work: Workspace) -> Iterator[DoctorCheck]:
    """Worktrees whose folder is gone, and unfinished business in this one."""
    gone = [found for found in work.repo.worktrees.listing() if found.prunable]
    if gone:
        names = ", ".join(printable(str(found.path)) for found in gone[:3])
        yield warning(
            "worktrees",
            f"{plural(len(gone), 'worktree')} without a folder: {names}",
            "git worktree prune",
        )
    root = work.repo.worktree
    operation = work.repo.worktrees.operation(root) if root else ""
    if operation:
        yield warning(
            "worktrees",
            f"{operation} is unfinished here; a hotfix gets a worktree of its own meanwhile",
            "git status",
        )
    if not gone and not operation:
        yield ok("worktrees", "in order")


def journal(work: Workspace) -> Iterator[DoctorCheck]:
    """Operations that were cut short and could not be settled yet."""
    left = Journal(work.repo.private).pending()
    if left:
        names = ", ".join(operation.plan.command for operation in left)
        yield warning(
            "journal",
            f"cut short and not settled yet: {names}",
            "run gitfix status when the remote can be reached: it finishes or takes back",
        )
    else:
        yield ok("journal", "nothing is half done")


def rescue(work: Workspace) -> Iterator[DoctorCheck]:
    """Copies of files that were in the way of a recovery."""
    folder = work.repo.private / "rescue"
    kept = sorted(folder.iterdir()) if folder.is_dir() else []
    if kept:
        yield warning(
            "rescue",
            f"{plural(len(kept), 'folder')} of rescued files in {printable(str(folder))}",
            "look through them, then delete them",
        )


def commit_graph(work: Workspace) -> Iterator[DoctorCheck]:
    """Suggested on a large history, never written."""
    info = work.repo.common_dir / "objects" / "info"
    there = (info / "commit-graph").exists() or (info / "commit-graphs").is_dir()
    rows = decode(work.repo.git.out("count-objects", "-v")).splitlines()
    counts = dict(row.split(": ", 1) for row in rows if ": " in row)
    packed = int(counts.get("in-pack", "0"))
    if packed >= LARGE and not there:
        yield warning(
            "commit-graph",
            f"{packed:,} objects and no commit-graph: questions about history are slow",
            "git commit-graph write --reachable --changed-paths",
        )
    else:
        yield ok("commit-graph", "there" if there else "not needed at this size")
