"""Which paused backport is meant, and the repository as seen from a folder that stays."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.value import replace
from gitfix.git import pauses
from gitfix.operations.backport_held import Held
from gitfix.operations.workspace import open_workspace

if TYPE_CHECKING:
    from gitfix.core.names import Oid
    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


def outside(settings: Settings, incident: str | None) -> tuple[Workspace, Held]:
    """What is paused, and the repository as seen from a folder that will still be there afterwards."""
    work = open_workspace(settings)
    before = held(work, incident)
    here = work.repo.worktree
    stops = before.pause.stops if before.pause else ()
    if here is None or all(Path(stop.worktree) != here for stop in stops):
        return work, before
    home = work.repo.worktrees.listing()[0].path
    if not home.is_dir() or home == here:
        home = work.repo.common_dir
    notices = [
        *work.notices,
        f"you are in a worktree that goes when its conflict is settled: cd {home}",
    ]
    os.chdir(home)
    work = open_workspace(replace(settings, repo=home))
    work.notices += notices
    return work, before


def held(work: Workspace, incident: str | None) -> Held:
    """The paused backport that is meant: named, the one of this worktree, of this branch, or the only one."""
    names = pauses.tips(work.repo)
    if not names:
        raise Refusal("no backport is paused in this clone", hint="carry the fix: gitfix backport")
    name = _name(work, incident, names)
    return Held(names[name], pauses.read(work.repo, names[name]))


def _name(work: Workspace, incident: str | None, names: dict[str, Oid]) -> str:
    if incident:
        found = [name for name in names if name == incident or name.endswith(incident)]
        if len(found) == 1:
            return found[0]
        raise Refusal(
            f"no backport of {incident} is paused",
            found=tuple(names),
            hint="gitfix backport --status --incident ID",
        )
    if len(names) == 1:
        return next(iter(names))
    here = work.repo.worktree
    branch = None if work.repo.bare else work.repo.worktrees.current_branch()
    for name, tip in names.items():
        paused = pauses.read(work.repo, tip)
        if here and any(Path(stop.worktree) == here for stop in paused.stops):
            return name
        if branch and paused.branch == branch:
            return name
    raise Refusal(
        f"{len(names)} backports are paused: which one?",
        found=tuple(names),
        hint="the same with --incident ID, or from the worktree of the conflict",
    )
