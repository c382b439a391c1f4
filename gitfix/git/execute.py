"""Executes a plan: lock, journal, then every step; taken back as a whole when a step fails.

A push is the point of no return: it comes first among the steps that others can see, and what follows it is
done as far as it can be. A kill at any point leaves the journal, from which `recover` goes on.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from gitfix.core.names import RECORD, short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import MoveCheckout, Plan, Push, Step, UpdateRef
from gitfix.core.value import dataclass, field
from gitfix.git import push_step, steps
from gitfix.git.follow import follow_all, undo
from gitfix.git.journal import Journal
from gitfix.git.process import GitFailed
from gitfix.git.push_step import Unsettled
from gitfix.host.files import locked

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

HELD = "GITFIX_AT_WORK"
"""Names the private folder of a clone to the programs that run while gitfix changes it."""
PATIENCE = 10.0
"""Seconds to wait for another gitfix, or for a git that outlived a killed one."""


@dataclass
class Executed:
    """What came of a plan beyond its steps: things that could not follow, and why."""

    operation: str = ""
    left_alone: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What servers said to pushes, without secrets."""
    notes: list[UpdateRef] = field(default_factory=list)
    """What a push has shown of the remote's record; noted with the next refs that move."""


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
        return True
    if isinstance(first, MoveCheckout) and len(group) == 1:
        return first.follow and other.follow and first.ref == other.ref
    return False


def _do(
    repo: Repository, group: list[Step], plan: Plan, executed: Executed, done: list[Step]
) -> None:
    first = group[0]
    if isinstance(first, Push):
        push_step.land(repo, first, executed)
        done.append(first)
    elif isinstance(first, MoveCheckout) and first.follow:
        executed.left_alone += follow_all(repo, group)
    elif isinstance(first, UpdateRef):
        updates = [step for step in group if isinstance(step, UpdateRef)] + executed.notes
        executed.notes.clear()
        _move(repo, updates, plan.command, executed, done)
    else:
        # Named as done beforehand: half a step is taken back as a whole one.
        done.append(first)
        steps.do(repo, first)


def _move(
    repo: Repository, updates: list[UpdateRef], what: str, executed: Executed, done: list[Step]
) -> None:
    """All in one transaction where it goes; else those that must move together, and those that follow as they can."""
    musts = [update for update in updates if not update.follow]
    if not 0 < len(musts) < len(updates) or not repo.refs.try_transaction(updates, what):
        for follows, some in groupby(updates, lambda update: update.follow):
            if follows:
                executed.left_alone += follow_all(repo, list(some))
            else:
                _must_move(repo, list(some), what)
    done += musts
    for update in musts:
        if update.ref.startswith(RECORD):
            # A command may record several times: what it began from is kept.
            known = repo.recorded.get(update.ref)
            old = known.old if known and known.new == update.old else update.old
            repo.recorded[update.ref] = UpdateRef(update.ref, old, update.new)


def _must_move(repo: Repository, updates: list[UpdateRef], what: str) -> None:
    try:
        repo.refs.transaction(updates, what)
    except GitFailed:
        _unmoved(repo, updates)
        raise


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
