"""The ways out of a backport that cannot land: by hand, by another strategy, or without the targets that conflict."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit, Outcome
from gitfix.core.value import replace

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult, TargetResult
    from gitfix.operations.backport_wish import Wish
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace


def stopped(work: Workspace, wish: Wish, carried: Carried, result: BackportResult) -> Outcome:
    """Nothing lands: which targets conflict or refuse, and the way out for each."""
    stuck = [row for row in result.targets if row.state in ("conflict", "refused")]
    clean = [row.branch for row in result.targets if row.moves and row not in stuck]
    conflicting = [row.branch for row in stuck if row.state == "conflict"]
    if conflicting:
        message = f"the fix conflicts on {', '.join(conflicting)}"
    else:
        message = "; ".join(f"{row.branch}: {row.reason}" for row in stuck)
    hints = [_way_out(work, wish, carried, row) for row in stuck[:_SHOWN]]
    if clean:
        way = ["--push"] if wish.push else ["--pr"] if wish.pr else []
        hints.append(f"the others without it: {wish.typed(*way, onto=clean)}")
    return Outcome(
        result,
        Exit.CONFLICT if conflicting else Exit.REFUSED,
        f"{message}; nothing has moved anywhere",
        "\n".join(hints),
        tuple(work.notices),
    )


_SHOWN = 4
"""Targets for which the way by hand is said."""


def _way_out(work: Workspace, wish: Wish, carried: Carried, row: TargetResult) -> str:
    if row.state == "refused" and row.strategy == "merge":
        return f"pick instead: {replace(wish, strategy='pick').typed(onto=[row.branch])}"
    return f"by hand: {_by_hand(work, carried, row)}"


def _by_hand(work: Workspace, carried: Carried, row: TargetResult) -> str:
    """The commands that carry the fix to one target in a checkout; it may be behind the remote's branch."""
    load = carried.load
    pull = (
        f" && git pull {quote(work.truth.remote)} {quote(row.branch)}" if work.truth.known else ""
    )
    if row.strategy == "merge":
        source = load.branch if work.repo.refs.get(HEADS + load.branch) == load.head else load.head
        then = f"git merge {quote(source)}"
    elif load.base:
        then = f"git cherry-pick -x {load.base.short}..{load.head.short}"
    else:
        then = f"git cherry-pick -x {' '.join(one.short for one in load.commits)}"
    return f"git switch {quote(row.branch)}{pull} && {then}"
