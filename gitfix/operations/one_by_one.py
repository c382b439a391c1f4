"""Landing on a server without atomic pushes: one branch after the other, and the same command goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, Oid
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import Plan, Push
from gitfix.git.execute import execute
from gitfix.operations import backport_landing

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult
    from gitfix.operations.backport_landing import Ending
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def land_each(
    work: Workspace, carried: Carried, result: BackportResult, ending: Ending = ((), ())
) -> BackportResult:
    """Land target by target, the hotfix branch first; each is an operation of its own, with its own event.

    Refusal (REMOTE) at the first that is not taken: those before it have landed, and that is said.
    """
    todo = [row for row in result.targets if row.moves]
    landed: list[str] = []
    try:
        for update in backport_landing.hotfix_update(work, carried):
            step = Push(backport_landing.push_remote(work), (update,))
            execute(work.repo, Plan("backport", (step,), carried.incident))
            _seen(work, update.ref, update.new)
        for row in todo:
            last = row is todo[-1]
            result = backport_landing.land(
                work, carried, result, ending if last else ((), ()), only=row.branch
            )
            _seen(work, HEADS + row.branch, row.after)
            landed.append(row.branch)
    except Refusal as refusal:
        if refusal.exit is not Exit.REMOTE:
            raise
        left = [row.branch for row in todo if row.branch not in landed]
        refusal.found = (
            *refusal.found,
            f"landed: {', '.join(landed) or 'none'}",
            f"left: {', '.join(left)}",
        )
        refusal.hint = (
            "when the reason is gone, it goes on from there: gitfix backport --one-by-one"
        )
        raise
    return result if todo else backport_landing.land(work, carried, result, ending)


def _seen(work: Workspace, ref: str, new: str) -> None:
    """What we have pushed is not somebody else's move, and what we have recorded is read again."""
    work.truth.advertised.refs[ref] = Oid(new)
    work.repo.refs.read_again()
