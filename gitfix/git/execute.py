"""Executes a plan: lock, journal, then every step; taken back as a whole when a step fails.

A push is the point of no return: it comes first among the steps that others can see, and what follows it is
done as far as it can be. A kill at any point leaves the journal, from which `recover` goes on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import MoveCheckout, Plan, Push, Step, UpdateRef
from gitfix.git import push as pushing
from gitfix.git import steps
from gitfix.git.journal import Journal
from gitfix.git.process import GitFailed
from gitfix.host.files import locked

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

PATIENCE = 10.0
"""Seconds to wait for another gitfix, or for a git that outlived a killed one."""


@dataclass
class Executed:
    """What came of a plan beyond its steps: things that could not follow, and why."""

    operation: str = ""
    left_alone: list[str] = field(default_factory=list)


@contextlib.contextmanager
def exclusive(repo: Repository) -> Iterator[Repository]:
    """The same repository while no other gitfix changes it; every git started here holds the lock too."""
    from gitfix.git.repository import Repository

    with locked(repo.private / "lock", patience=PATIENCE) as descriptor:
        if descriptor is None:
            raise Refusal(
                "another gitfix is at work in this repository, or a git that it started",
                found=(f"waited {PATIENCE:g} s for {repo.private / 'lock'}",),
                hint="let it end, then run the same command again",
            )
        held = Repository(
            repo.git.holding(descriptor),
            repo.git_dir,
            repo.common_dir,
            repo.worktree,
            repo.shallow,
            repo.object_format,
        )
        yield held


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
        for group in _groups(plan):
            _do(repo, group, plan, executed, done)
    except BaseException:
        _take_back(repo, done)
        journal.finish(operation, keep=False)
        raise
    journal.finish(operation, keep=keep)
    return executed


def _verify(repo: Repository, plan: Plan) -> None:
    """Everything must still be as the plan found it, before the first effect."""
    for update in plan.refs():
        found = repo.refs.get(update.ref) or repo.zero
        if found != update.old and not update.follow:
            raise Refusal(
                f"{short_ref(update.ref)} moved while gitfix was at work",
                found=(f"expected {update.old.short}, found {found.short}",),
                hint="nothing was changed: run the same command again",
            )
    for step in plan.steps:
        if isinstance(step, MoveCheckout) and not step.follow and not _can_move(repo, step):
            raise steps._in_the_way(step)


def _can_move(repo: Repository, step: MoveCheckout) -> bool:
    path = Path(step.worktree)
    repo.worktrees.refresh_index(path)
    return repo.worktrees.move(path, step.old, step.new, check_only=True)


def _groups(plan: Plan) -> Iterator[list[Step]]:
    """Neighbouring ref updates go into one transaction; the others are done one by one."""
    group: list[Step] = []
    for step in plan.steps:
        if isinstance(step, UpdateRef) and not step.follow:
            group.append(step)
            continue
        if group:
            yield group
            group = []
        yield [step]
    if group:
        yield group


def _do(
    repo: Repository, group: list[Step], plan: Plan, executed: Executed, done: list[Step]
) -> None:
    first = group[0]
    if isinstance(first, Push):
        remote = repo.remote(first.remote)
        pushed = pushing.push(repo, remote, first.updates, lease=first.lease)
        if not pushed.landed:
            raise pushing.refusal(remote, pushed, "")
        done.append(first)
    elif isinstance(first, (UpdateRef, MoveCheckout)) and first.follow:
        _follow(repo, first, executed)
    elif isinstance(first, UpdateRef):
        updates = [step for step in group if isinstance(step, UpdateRef)]
        repo.refs.transaction(updates, plan.command)
        done.extend(group)
    else:
        # Named as done beforehand: half a step is taken back as a whole one.
        done.append(first)
        steps.do(repo, first)


def _follow(repo: Repository, step: UpdateRef | MoveCheckout, executed: Executed) -> None:
    """A local branch follows what has landed, where it still can; else it is left alone and named."""
    if isinstance(step, UpdateRef):
        if not repo.refs.try_transaction([step], "follow"):
            executed.left_alone.append(f"{short_ref(step.ref)} moved meanwhile and stays as it is")
        return
    try:
        steps.do(repo, step)
    except (Refusal, GitFailed):
        executed.left_alone.append(f"{step.worktree} has local changes in the way and stays")


def _take_back(repo: Repository, done: list[Step]) -> None:
    """Undo what was done, in reverse; after a push nothing is: it has landed."""
    if any(isinstance(step, Push) for step in done):
        return
    refs: list[UpdateRef] = []
    for step in reversed(done):
        inverse = step.inverse()
        if isinstance(inverse, UpdateRef):
            refs.append(inverse)
        elif inverse is not None:
            undo(repo, inverse)
    if refs:
        repo.refs.transaction(refs, "take back")


def undo(repo: Repository, inverse: Step) -> None:
    """Do an inverse step from whatever state its original was left in."""
    match steps.state(repo, inverse):
        case "before":
            steps.do(repo, inverse)
        case "partly":
            steps.force(repo, inverse)
        case _:
            pass
