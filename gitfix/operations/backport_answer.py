"""The answer of a backport that waits for a person: where its conflicts are, and the commands that go on from there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult
    from gitfix.operations.workspace import Workspace


def shown(work: Workspace, path: str) -> str:
    """A path as a person types it from where they are."""
    relative = os.path.relpath(path, work.settings.repo.absolute())
    return relative if len(relative) < len(path) else path


def outcome(work: Workspace, result: BackportResult, lands: str = "") -> Outcome:
    """Exit CONFLICT, with where the conflicts wait and the commands that go on from here."""
    stuck = [row for row in result.targets if row.worktree]
    clean = [row.branch for row in result.targets if row.state == "prepared" and row.moves]
    moved = any(row.state in ("merged", "picked") for row in result.targets)
    what = "the others have landed" if moved else "nothing has moved"
    names = " and ".join(shown(work, row.worktree or "") for row in stuck)
    waits = "the conflict waits" if len(stuck) == 1 else "the conflicts wait"
    ours = stuck[0].branch if len(stuck) == 1 else "the target"
    hints = [
        f"ours = {ours}, theirs = the hotfix",
        "resolve, git add, then: gitfix backport --continue",
        "give up: gitfix backport --abort",
    ]
    offered = any(row.request for row in result.targets)
    if clean and not offered:
        hints.append(f"land {', '.join(clean)} now: gitfix backport --keep-going{lands}")
    elif len(result.targets) > 1 and not offered:
        hints.append(f"leave it out: gitfix backport --skip {stuck[0].branch}")
    return Outcome(
        result,
        Exit.CONFLICT,
        f"{what}; {waits} in {names}",
        "\n".join(hints),
        tuple(work.notices),
    )
