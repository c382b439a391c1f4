"""What a new worktree needs besides its files: copies, submodules, and the team's set-up."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.endings import it_ended

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

SETUP = "worktree.setup"
LIMIT = 600.0
"""Seconds that the set-up may take."""
Runner = Callable[[str], int]
"""Runs a command in the worktree; its exit code."""


def furnish(work: Workspace, path: Path, run: Runner | None = None) -> None:
    """Give the worktree at `path` what it needs; what cannot be had is noted.

    `run`: how the set-up is run; without it, silently.
    """
    _copy(work, path)
    if (path / ".gitmodules").exists():
        git = work.repo.worktrees.at(path)
        done = git.run("submodule", "--quiet", "update", "--init", "--recursive", ok=None)
        if done.code != 0:
            work.note(f"the submodules are not there yet: git -C {path} submodule update --init")
    command = work.config.text(SETUP)
    if command:
        from gitfix.operations.trust import allowed

        if not allowed(work, SETUP):
            work.note(f"{SETUP} is not trusted in this clone and was not run: gitfix trust")
            return
        work.settings.progress(f"{SETUP}: {command}")
        code = run(command) if run else _silently(command, path)
        if code != 0:
            work.note(f"{SETUP} {it_ended(code)}: {command}")


def _silently(command: str, path: Path) -> int:
    from gitfix.services.commands import run_shell

    return run_shell(command, cwd=path, limit=LIMIT).code


def _copy(work: Workspace, path: Path) -> None:
    source = work.repo.worktree
    if source is None:
        return
    for pattern in work.config.strings("worktree.copy"):
        for origin in source.glob(pattern):
            target = path / origin.relative_to(source)
            outside = not origin.resolve().is_relative_to(source.resolve())
            if outside or not origin.is_file() or os.path.lexists(target):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, target)
