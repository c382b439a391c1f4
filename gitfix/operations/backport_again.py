"""A backport whose remote moved meanwhile is computed anew; another push that was not taken gets its way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.git.pushed import NotTaken

if TYPE_CHECKING:
    from gitfix.operations.backport_wish import Wish
    from gitfix.operations.workspace import Workspace

ATTEMPTS = 3
"""How often a backport is computed anew when the remote moved meanwhile."""


def until_it_stands(work: Workspace, wish: Wish, once: Callable[[], Outcome]) -> Outcome:
    """The outcome of `once`, which is called again while only a remote that moves is in its way.

    Refusal (REMOTE) with the way out when it is something else, or when the last attempt was overtaken too.
    """
    for attempt in range(ATTEMPTS):
        try:
            return once()
        except Refusal as refusal:
            again = refusal.exit is Exit.REMOTE and attempt + 1 < ATTEMPTS
            # What landed of a torn push would look like somebody else's move, and so would our own requests.
            torn = isinstance(refusal, NotTaken) and bool(refusal.pushed.partly)
            torn = torn or _halfway(refusal)
            if torn or not again or not _moved(work):
                raise _explained(work, wish, refusal) from None
    raise AssertionError("the last attempt returns or raises")


def _halfway(refusal: Refusal) -> bool:
    from gitfix.operations.requests_known import Partly

    return isinstance(refusal, Partly)


def _explained(work: Workspace, wish: Wish, refusal: Refusal) -> Refusal:
    """The way out of a push that was not taken."""
    if refusal.hint or not isinstance(refusal, NotTaken):
        return refusal
    if wish.pr:
        refusal.hint = "when the reason is gone: gitfix backport --pr"
    elif refusal.pushed.partly:
        refusal.hint = f"what landed stays; the others, when {work.remote_name} takes them: gitfix backport --push"
    elif refusal.pushed.rejected:
        refusal.hint = (
            "where a branch takes no pushes, open requests: gitfix backport --pr\n"
            "otherwise, when the reason is gone: gitfix backport --push"
        )
    else:
        refusal.hint = (
            "try again: gitfix backport --push\n"
            "a server without atomic pushes takes them one by one: gitfix backport --one-by-one"
        )
    return refusal


def _moved(work: Workspace) -> bool:
    """Whether the remote has other branch tips now than when it was asked; then it is asked anew."""
    before = work.truth.advertised.refs
    del work.truth
    work.repo.refs.read_again()
    after = work.truth.advertised.refs
    heads = {ref for ref in before | after if ref.startswith(HEADS)}
    moved = work.truth.known and any(before.get(ref) != after.get(ref) for ref in heads)
    if moved:
        work.settings.progress(f"{work.remote_name} moved meanwhile: computing again")
    return moved
