"""How results land: one push where there is a remote, one ref transaction where there is none; then the local
branches follow, where they can do so without touching anybody's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import MoveCheckout, Step, UpdateRef
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.checkout import Checkout
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Landing:
    """A branch that is to move from `old` to `new`."""

    branch: BranchName
    old: Oid
    new: Oid


def local_steps(repo: Repository, landings: list[Landing]) -> list[Step]:
    """The local branches are the targets: all move in one transaction, checked-out ones with their files.

    Refusal when a checkout has local changes in a file that would change: moving only the branch would leave
    the fix as a staged removal there.
    """
    checkouts = _checkouts(repo)
    steps: list[Step] = []
    moves: list[Step] = []
    for landing in landings:
        steps.append(UpdateRef(landing.branch.ref, landing.old, landing.new))
        checkout = checkouts.get(landing.branch)
        if checkout:
            if not repo.worktrees.could_move(checkout.path, landing.old, landing.new):
                raise Refusal(
                    f"{landing.branch} is checked out in {checkout.path}, with changes in files of the fix",
                    found=tuple(_in_the_way(repo, checkout, landing)),
                    hint="commit or stash them there, then run the same command again",
                )
            moves.append(
                MoveCheckout(str(checkout.path), landing.branch.ref, landing.old, landing.new)
            )
    return steps + moves


def follow_steps(repo: Repository, landings: list[Landing]) -> tuple[list[Step], list[str]]:
    """What local branches do after the push landed, and which ones are left alone, and why."""
    checkouts = _checkouts(repo)
    steps: list[Step] = []
    left: list[str] = []
    locals_ = repo.refs.several(landing.branch.ref for landing in landings)
    for landing in landings:
        local = locals_.get(landing.branch.ref)
        if local is None or local == landing.new:
            continue
        if local != landing.old and not repo.history.contains(landing.new, local):
            left.append(f"your {landing.branch} has commits of its own and stays: git pull there")
            continue
        checkout = checkouts.get(landing.branch)
        if checkout:
            if not repo.worktrees.could_move(checkout.path, local, landing.new):
                left.append(
                    f"{landing.branch} in {checkout.path} has local changes in the way and stays: git pull there"
                )
                continue
            steps.append(
                MoveCheckout(
                    str(checkout.path), landing.branch.ref, local, landing.new, follow=True
                )
            )
        steps.append(UpdateRef(landing.branch.ref, local, landing.new, follow=True))
    return steps, left


def _checkouts(repo: Repository) -> dict[str, Checkout]:
    return {c.branch: c for c in repo.worktrees.listing() if c.branch and not c.prunable}


def _in_the_way(repo: Repository, checkout: Checkout, landing: Landing) -> list[str]:
    ours = set(repo.worktrees.paths_between(landing.old, landing.new))
    changed = [path for path in repo.worktrees.changed(checkout.path) if path in ours]
    return changed or repo.worktrees.untracked_among(checkout.path, sorted(ours))
