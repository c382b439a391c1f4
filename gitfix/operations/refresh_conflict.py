"""A release that does not merge into its hotfix: nothing moves, and how to merge it by hand is said."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, TAGS
from gitfix.core.outcome import Exit, Outcome
from gitfix.core.value import replace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.refresh import RefreshResult
    from gitfix.operations.base import Base
    from gitfix.operations.workspace import Workspace


def stopped(work: Workspace, found: Incident, newer: Base, result: RefreshResult) -> Outcome:
    """Exit CONFLICT; the way by hand starts where the hotfix branch is checked out, or checks it out."""
    there = work.repo.worktrees.having(found.branch)
    here = there is not None and there.path == work.repo.worktree
    go = "" if here else f"cd {quote(str(there.path))} && " if there else ""
    if there is None:
        go = f"git switch {quote(found.branch)} && "
    name = newer.tag if work.repo.refs.get(TAGS + newer.tag) else str(newer.commit)
    remote_ahead = work.repo.refs.get(HEADS + found.branch) != result.before
    pull = f"git pull {quote(work.remote_name)} {quote(found.branch)} && " if remote_ahead else ""
    names = ", ".join(one.path for one in result.conflicts[:3])
    return Outcome(
        replace(result, state="conflict"),
        Exit.CONFLICT,
        f"{newer.tag} does not merge into {found.branch}: {names}; nothing has moved",
        f"by hand: {go}{pull}git merge {quote(name)}\nwhen that is committed: gitfix refresh",
        tuple(work.notices),
    )
