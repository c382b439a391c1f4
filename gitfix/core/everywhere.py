"""The answer to "is the fix everywhere?": one row per line and open release branch."""

from __future__ import annotations

from typing import Literal

from gitfix.core.backport import Conflict
from gitfix.core.names import Oid
from gitfix.core.value import dataclass

Where = Literal["contained", "reverted", "missing", "would conflict", "not affected", "unknown"]
FINE: tuple[Where, ...] = ("contained", "not affected")


@dataclass(frozen=True)
class Standing:
    """One branch. `excluded`: the team gives it no fixes any more."""

    branch: str
    state: Where
    reason: str
    tip: Oid
    conflicts: tuple[Conflict, ...] = ()
    excluded: bool = False

    @property
    def fine(self) -> bool:
        """Whether nothing is left to do there."""
        return self.excluded or self.state in FINE


@dataclass(frozen=True)
class EverywhereResult:
    """`everywhere`: it is on each branch that gets fixes and has the fault. `introduced`: what brought it."""

    head: Oid
    everywhere: bool
    introduced: Oid | None
    rows: tuple[Standing, ...]
    branch: str = ""
    then: str = ""
    """The command that carries it to what is missing."""

    _private = ("branch", "then")
