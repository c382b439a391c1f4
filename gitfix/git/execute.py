"""Executes a plan: lock, journal, then every step; taken back as a whole when a step fails.

A push is the point of no return: it comes first among the steps that others can see, and what follows it is
done as far as it can be. A kill at any point leaves the journal, from which `recover` goes on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from gitfix.core.names import RECORD, short_ref
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import MoveCheckout, Plan, Push, Step, UpdateRef
from gitfix.core.value import dataclass
from gitfix.git import push as pushing
from gitfix.git import steps
from gitfix.git.journal import Journal
from gitfix.git.process import GitFailed
from gitfix.host.files import locked

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

HELD = "GITFIX_AT_WORK"
"""Names the private folder of a clone to the programs that run while gitfix changes it."""
PATIENCE = 10.0
"""Seconds to wait for another gitfix, or for a git that outlived a killed one."""


class Unsettled(Refusal):
    """A push of which nobody can tell whether it landed: the plan stays in the journal."""


@dataclass
class Executed:
    """What came of a plan beyond its steps: things that could not follow, and why."""

    operation: str = ""
    left_alone: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What servers said to pushes, without secrets."""


@contextlib.contextmanager
def exclusive(repo: Repository) -> Iterator[Repository]:
    """The same repository while no other gitfix changes it; every git started here holds the lock too."""

    with locked(repo.private / "lock", patience=PATIENCE) as descriptor:
        if descriptor is None:
            raise Refusal(
                "another gitfix is at work in this repository, or a git that it started",
                found=(f"waited {PATIENCE:g} s for {repo.private / 'lock'}",),
                hint="let it end, then run the same command again",
            )
        git = repo.git.holding(descriptor)
        git.env[HELD] = str(repo.private)
        try:
            yield repo.with_git(git)
        finally:
            repo.refs.read_again()


def inside(repo: Repository) -> bool:
    """Whether this gitfix was started by a git (a hook) of another gitfix that is at work here."""
    return os.environ.get(HELD) == str(repo.private)


def execute(repo: Repository, plan: Plan) -> Executed:
    """Do all of `plan` or nothing of it; Refusal when it is refused, with everything as before."""
    with exclusive(repo) as held:
        return execute_locked(held, plan)


def keep_house(repo: Repository, updates: list[UpdateRef], what: str) -> None:
    """Move refs of gitfix's own: journalled like everything, but nothing that a user would take back."""
    if updates:
        with exclusive(repo) as held:
            execute_locked(held, Plan(what, tuple(updates)), keep=False)


def execute_locked(repo: Repository, plan: Plan, *, keep: bool = True) -> Executed:
    """`execute` for a caller that holds the lock already. `keep=False`: not offered to undo."""
    _verify(repo, plan)
    journal = Journal(repo.private)
    operation = journal.begin(plan)
    executed = Executed(operation.id)
    done: list[Step] = []
    try:
        for group in groups(plan):
            _do(repo, group, plan, executed, done)
    except Unsettled:
        raise  # what others may see already is left to `recover`, which asks the remote again
    except BaseException:
        _take_back(repo, done)
        repo.recorded.clear()
        journal.finish(operation, keep=False)
        raise
    journal.finish(operation, keep=keep)
    return executed


def _verify(repo: Repository, plan: Plan) -> None:
    """Everything must still be as the plan found it, before the first effect; a transaction sees to that itself."""
    first = next(groups(plan), [])
    _unmoved(repo, [u for u in plan.refs() if not u.follow and u not in first])


def _unmoved(repo: Repository, updates: list[UpdateRef]) -> None:
    now = repo.refs.several(update.ref for update in updates)
    for update in updates:
        found = now.get(update.ref, repo.zero)
        if found != update.old:
            raise Refusal(
                f"{short_ref(update.ref)} moved while gitfix was at work",
                found=(f"expected {update.old.short}, found {found.short}",),
                hint="nothing was changed: run the same command again",
            )


def groups(plan: Plan) -> Iterator[list[Step]]:
    """Neighbouring ref updates go into one transaction, a branch follows with its checkout; others go alone."""
    group: list[Step] = []
    for step in plan.steps:
        if group and not _together(group, step):
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def _together(group: list[Step], other: Step) -> bool:
    first = group[0]
    if not isinstance(other, UpdateRef):
        return False
    if isinstance(first, UpdateRef):
        return first.follow == other.follow
    if isinstance(first, MoveCheckout) and len(group) == 1:
        return first.follow and other.follow and first.ref == other.ref
    return False


def _do(
    repo: Repository, group: list[Step], plan: Plan, executed: Executed, done: list[Step]
) -> None:
    first = group[0]
    if isinstance(first, Push):
        executed.left_alone += _push(repo, first, executed.words)
        done.append(first)
    elif isinstance(first, (UpdateRef, MoveCheckout)) and first.follow:
        executed.left_alone += follow_all(repo, group)
    elif isinstance(first, UpdateRef):
        updates = [step for step in group if isinstance(step, UpdateRef)]
        try:
            repo.refs.transaction(updates, plan.command)
        except GitFailed:
            _unmoved(repo, updates)
            raise
        done.extend(group)
        for update in updates:
            if update.ref.startswith(RECORD):
                # A command may record several times: what it began from is kept.
                known = repo.recorded.get(update.ref)
                old = known.old if known and known.new == update.old else update.old
                repo.recorded[update.ref] = UpdateRef(update.ref, old, update.new)
    else:
        # Named as done beforehand: half a step is taken back as a whole one.
        done.append(first)
        steps.do(repo, first)


def _push(repo: Repository, step: Push, words: list[str]) -> list[str]:
    """Land `step`; returns what a person should know of a landing that was not quite as planned."""
    remote = repo.remote(step.remote)
    try:
        pushed = pushing.push(repo, remote, step.updates, lease=step.lease, options=step.options)
    except KeyboardInterrupt:
        raise _interrupted(remote.name) from None
    if not pushed.landed:
        refused = pushing.refusal(remote, pushed, "")
        if pushed.landed is None:
            raise Unsettled(
                refused.message, found=refused.found, hint=refused.hint, exit=refused.exit
            )
        raise refused
    words += pushed.words
    # Only a lease could say "if it is still there", and a lease is a force.
    return [
        f"{short_ref(update.ref)} had been deleted on {remote.name} meanwhile and is there again: "
        f"git push {remote.name} --delete {short_ref(update.ref)}"
        for update in step.updates
        if update.ref in pushed.created and not update.old.is_zero
    ]


def _interrupted(remote: str) -> Unsettled:
    return Unsettled(
        f"interrupted during the push: {remote} may have taken it already",
        hint="the next gitfix command asks again, and finishes it or takes it back",
        exit=Exit.INTERRUPTED,
    )


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


def _take_back(repo: Repository, done: list[Step]) -> None:
    """Undo what was done, in reverse; after a push nothing is: it has landed."""
    if any(isinstance(step, Push) for step in done):
        return
    refs: list[UpdateRef] = []
    for step in reversed(done):
        inverse = step.inverse()
        if isinstance(inverse, UpdateRef):
            refs.append(inverse)
        else:
            undo(repo, step)
    if refs:
        repo.refs.transaction(refs, "take back")


def undo(repo: Repository, step: Step, found: steps.State | None = None) -> list[str]:
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
