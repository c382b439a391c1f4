"""What is known of pull and merge requests before they are opened or brought up to date, and what was done of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import LOCAL
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.request import Opened
    from gitfix.operations.backport_landing import Ending


@dataclass(frozen=True)
class Known:
    """What was recorded of a request: its page, every tip that gitfix has given it, and whether it was a draft."""

    url: str = ""
    tips: tuple[str, ...] = ()
    draft: bool = False


@dataclass(frozen=True)
class Context:
    """Which command opens requests, for which incident, and what is known of them already (branch → what).

    `ending`: what else the command's plan does once the branches are there.
    """

    command: str
    incident: str = ""
    known: Mapping[str, Known] | None = None
    ending: Ending = ((), ())

    def of(self, branch: str) -> Known:
        """What is known of the request of `branch`."""
        return (self.known or {}).get(branch, Known())


class Partly(Refusal):
    """The forge failed in the middle; `opened` is what it did before."""

    def __init__(self, refusal: Refusal, opened: Sequence[Opened]) -> None:
        super().__init__(refusal.message, found=refusal.found, hint=refusal.hint, exit=refusal.exit)
        self.opened = tuple(opened)


def pushed_ref(branch: str) -> str:
    """The ref that keeps what this clone pushed to `branch` last."""
    return f"{LOCAL}requests/{branch}"
