"""Runs a command of the project on what a backport gives on one target, in a worktree that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.text import brief, decode
from gitfix.services.commands import run_step

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.git.bench import Bench
    from gitfix.operations.load import Carried
    from gitfix.services.commands import StepRun

LAST = 6
"""Lines of a failed command's output that are shown."""


def run_on(
    place: Bench, command: str, limit: float, about: tuple[Carried, TargetResult] | None = None
) -> StepRun:
    """Run it for `limit` seconds at most; `about`: what it is told of in its environment."""
    values = _values(*about) if about else {}
    return run_step(
        command, cwd=place.path, values=values, mark=place.mark, limit=limit, watch=_unseen
    )


def last_lines(run: StepRun) -> tuple[str, ...]:
    """The end of what it wrote, fit to be shown."""
    lines = [line for line in decode(run.log).splitlines() if line.strip()]
    return tuple(brief(line, 100) for line in lines[-LAST:])


def _values(carried: Carried, row: TargetResult) -> dict[str, str]:
    return {
        "GITFIX_INCIDENT": carried.incident,
        "GITFIX_BRANCH": row.branch,
        "GITFIX_COMMIT": row.after,
        "GITFIX_TREE": str(row.tree),
        "GITFIX_VERSION": carried.release,
    }


def _unseen(data: bytes) -> None:
    """The output of what passes is nobody's concern; that of a failure is shown afterwards."""
