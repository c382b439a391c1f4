"""What follows a landing: local branches with their checkouts, where they can, and never one without the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import MoveCheckout, Step, UpdateRef
from gitfix.git import steps
from gitfix.git.process import GitFailed
from gitfix.git.step_files import State

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def follow_all(repo: Repository, group: Sequence[Step]) -> list[str]:
    """Branches that nobody has checked out follow together; one that cannot does not keep the others back."""
    updates = [step for step in group if isinstance(step, UpdateRef)]
    if len(updates) == len(group) > 1:
        if repo.refs.try_transaction(updates, "follow"):
            return []
        return [said for update in updates if (said := follow(repo, [update]))]
    return [said] if (said := follow(repo, group)) else []


def follow(repo: Repository, group: Sequence[Step]) -> str:
    """A local branch, with its checkout, follows what has landed; else both are left alone: why, in words.

    Never one without the other: a branch that moved under its checkout shows the fix as a staged removal.
    """
    checkout = next((step for step in group if isinstance(step, MoveCheckout)), None)
    update = next((step for step in group if isinstance(step, UpdateRef)), None)
    now = (repo.refs.get(update.ref) or repo.zero) if update else None
    if update and now not in (update.old, update.new):
        return f"{short_ref(update.ref)} moved meanwhile and stays as it is"
    if checkout:
        found = steps.state(repo, checkout)
        if found == "other":
            return f"{short_ref(checkout.ref)} is not checked out in {checkout.worktree} any more"
        try:
            if found == "before":
                steps.do(repo, checkout)
        except (Refusal, GitFailed):
            return f"{checkout.worktree} has local changes in the way and stays"
    if update and now == update.old and not repo.refs.try_transaction([update], "follow"):
        if checkout:
            undo(repo, checkout)
        return f"{short_ref(update.ref)} could not be moved and stays as it is"
    return ""


def undo(repo: Repository, step: Step, found: State | None = None) -> list[str]:
    """Take `step` back from whatever state it was left in; returns the paths of rescued copies."""
    inverse = step.inverse()
    if inverse is None:
        return []
    match found or steps.state(repo, step):
        case "after":
            steps.do(repo, inverse)
        case "partly":
            return steps.force(repo, inverse)
        case _:
            pass
    return []
