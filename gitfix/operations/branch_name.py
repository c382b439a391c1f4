"""The name of a new hotfix branch: by the template or as asked, and free here and on the remote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, BranchName
from gitfix.core.outcome import Exit, Refusal

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def usable(work: Workspace, name: str) -> BranchName:
    """`name` as a branch that can be made here and pushed; Refusal for a clash, which is named."""
    refs = work.repo.refs
    if not refs.valid_branch(name):
        raise Refusal(
            f"{name!r} cannot be a branch name",
            hint="give another one: gitfix branch --name hotfix/2.4.2",
            exit=Exit.USAGE,
        )
    branch = BranchName(name)
    theirs = work.truth.advertised.refs
    local = refs.get(branch.ref)
    if local or branch.ref in theirs:
        where = "in this clone" if local else f"on {work.truth.remote}"
        raise Refusal(
            f"branch {name} exists already {where}",
            found=(f"it is at {(local or theirs[branch.ref]).short}",),
            hint="give another name: gitfix branch --name NAME    or go on with its incident: gitfix status --all",
        )
    parts = name.split("/")
    above = ["/".join(parts[:n]) for n in range(1, len(parts))]
    blocking = [p for p in above if refs.get(HEADS + p) or HEADS + p in theirs]
    below = refs.names(f"{branch.ref}/")
    if blocking or below:
        other = blocking[0] if blocking else below[0].removeprefix(HEADS)
        raise Refusal(
            f"branch {other} stands in the way of {name}: git keeps only one of them",
            hint=f"rename that branch, or give another name: gitfix branch --name fix-{parts[-1]}",
        )
    return branch
