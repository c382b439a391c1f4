"""After a crash: finishes or takes back what a killed gitfix had begun, and says which.

The journal says what was meant; the refs, the checkout and the remote say how far it came. What others can
already see is finished; what nobody has seen is taken back.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import RECORD
from gitfix.core.plan import Plan, Push, UpdateRef
from gitfix.core.text import plural
from gitfix.git import leftovers, locks, steps
from gitfix.git.cut_short import Recovered, finish, goes_on, take_back
from gitfix.git.execute import exclusive, inside
from gitfix.git.journal import Journal, Operation
from gitfix.git.standing import of_step

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def recover(repo: Repository, *, offline: bool = False) -> list[str]:
    """Bring this clone to a whole state; returns one sentence per operation that had been cut short.

    `offline`: a push that was cut short waits for a command that may ask the remote.

    With nothing to recover this costs one look at a folder. Refusal when the killed gitfix, or a git that it
    started, is still running.
    """
    folder = repo.private / "journal"
    try:
        with os.scandir(folder) as entries:
            if next(entries, None) is None or inside(repo):
                return []
    except FileNotFoundError:
        return []
    with exclusive(repo) as held:
        journal = Journal(held.private)
        leftovers.clear_journal(journal)
        said = [_unreadable(path) for path in journal.set_aside()]
        return said + [
            _settle(held, journal, operation, offline) for operation in journal.pending()
        ]


def _unreadable(path: Path) -> str:
    """A plan that is damaged, or a newer gitfix's: nothing is done on a guess, and it is said once."""
    return (
        f"a gitfix command was cut short, and its plan cannot be read: look at git status, and at {path}, "
        "where the plan is kept"
    )


def _settle(repo: Repository, journal: Journal, operation: Operation, offline: bool) -> str:
    plan = operation.plan
    if offline and any(isinstance(step, Push) for step in plan.steps):
        return (
            f"gitfix {plan.command} was cut short during its push: the next command without --offline asks "
            "the remote how far it came"
        )
    entry = journal.entry(operation)
    left = locks.left_behind(repo, plan.steps, entry)
    if left and (busy := _busy(repo, plan, left)):
        return busy
    # Before the locks go: they are a sign of how far git came.
    pushes = {step: of_step(repo, step) for step in plan.steps if isinstance(step, Push)}
    if None in pushes.values():
        return (
            f"gitfix {plan.command} was cut short during its push, and the remote cannot be reached "
            "now: the next command will look again"
        )
    states = [
        (
            step,
            steps.push_state(pushes[step]) if isinstance(step, Push) else steps.state(repo, step),
        )
        for step in plan.steps
    ]
    cleared = locks.remove(left)
    leftovers.clear_partial(plan.steps)
    leftovers.clear_unnamed_worktrees(repo, plan.steps, entry.stat().st_mtime)
    result = Recovered()
    there = [(step.remote, found) for step, found in pushes.items() if found]
    landed = "; ".join(found.words(remote) for remote, found in there)
    if goes_on(states):
        finish(repo, states, result)
        journal.finish(operation)
        said = f"finished gitfix {plan.command}, which had been cut short"
        said += f": {landed}" if landed else ""
    else:
        take_back(repo, states, result)
        adopted = _adopt(repo, plan, {ref for _, found in there for ref in found.landed})
        journal.finish(operation, keep=False)
        torn = any(found.landed for _, found in there)
        said = _taken_back(plan, landed, torn=torn, but=" but the record" if adopted else "")
    if cleared:
        said += f"; removed {plural(cleared, 'stale lock')}"
    if result.rescued:
        said += f"; kept what was in the way: {', '.join(result.rescued)}"
    return "; ".join([said, *result.left_alone])


def _busy(repo: Repository, plan: Plan, left: locks.Locks) -> str:
    """Why nothing is settled now: somebody's living git may hold what looks like a stale lock."""
    from gitfix.git.live import holder

    found = holder(repo, left)
    if found is None:
        return ""
    return (
        f"gitfix {plan.command} was cut short, and {found.what} (process {found.pid}) may hold "
        f"{found.lock}: the first command after it has ended finishes or takes back"
    )


def _adopt(repo: Repository, plan: Plan, landed: set[str]) -> list[UpdateRef]:
    """What the remote's record was told by a push that it took apart: what is told next comes after it."""
    told = [u for u in plan.refs() if u.ref in landed and u.ref.startswith(RECORD)]
    told = [update for update in told if (repo.refs.get(update.ref) or repo.zero) == update.old]
    if told:
        repo.refs.transaction(told, "recover")
    return told


def _taken_back(plan: Plan, landed: str, *, torn: bool, but: str) -> str:
    if torn:
        return (
            f"gitfix {plan.command} was cut short during its push, and not all of it is there: {landed}; "
            f"nothing{but} has changed here, and the same command goes on from what is there"
        )
    said = f"took back gitfix {plan.command}, which had been cut short: all is as before it"
    return f"{said} ({landed})" if landed else said
