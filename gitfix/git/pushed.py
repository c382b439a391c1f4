"""How a push ended, as a value, and the refusal of one that did not land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import short_ref
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.remote import Remote


@dataclass(frozen=True)
class Rejected:
    """One ref that the remote did not take, and git's or the server's word for why."""

    ref: str
    reason: str


@dataclass(frozen=True)
class Pushed:
    """How a push ended. `landed`: all refs are there; None: nobody can tell (the connection was lost)."""

    landed: bool | None
    rejected: tuple[Rejected, ...] = ()
    partly: tuple[str, ...] = ()
    """Refs that are there although the push as a whole is not: some servers tear an atomic push apart."""
    created: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    """What git and the server said, without secrets."""
    refs: tuple[str, ...] = ()
    """The refs that the server names: a hook of its own may put what was pushed somewhere else."""
    died: bool = False
    """Whether git ended by itself and with an error, as it does where a server lacks what was asked for."""
    along: bool = False
    """Whether what was to go along is there too."""
    moved: bool = False
    """Whether somebody else has moved one of the refs meanwhile, which is reason enough for a refusal."""


class NotTaken(Refusal):
    """A push that the remote did not take, or not all of; `pushed` says how it ended."""

    def __init__(self, message: str, pushed: Pushed, *, found: tuple[str, ...], hint: str) -> None:
        super().__init__(message, found=found, hint=hint, exit=Exit.REMOTE)
        self.pushed = pushed


def refusal(remote: Remote, pushed: Pushed, hint: str) -> NotTaken:
    """The refusal for a push that did not land."""
    rows = [f"{r.ref.removeprefix('refs/heads/')}: {r.reason}" for r in pushed.rejected]
    if pushed.landed is None:
        message = f"the connection to {remote.name} was lost: whether the push landed is not known"
        hint = hint or "the next gitfix command asks again"
    elif pushed.partly:
        there = ", ".join(map(short_ref, pushed.partly))
        message = (
            f"{remote.name} took only a part of the push, against what was asked: {there} landed"
        )
    else:
        message = f"{remote.name} did not take the push; nothing landed"
    return NotTaken(message, pushed, found=tuple(rows) + pushed.words, hint=hint)
