"""Deploys as values: each is announced before it begins, so that two people never deploy at once, or one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.incident import Incident

DEPLOY = "deploy"
"""The step that changes production."""


@dataclass(frozen=True)
class Deploy:
    """A deploy that was begun. `event` announces it; `ended`: how it ended is known.

    `outcome`: done or failed, once it has ended. `unlocked`: why it was begun although the remote did not take the
    announcement; empty where it did.
    """

    event: str
    by: str
    at: str
    tree: str
    ended: bool = False
    outcome: str = ""
    unlocked: str = ""


def without_end(incident: Incident) -> Deploy | None:
    """The last deploy, where nobody has said how it ended."""
    last = incident.deploys[-1] if incident.deploys else None
    return last if last and not last.ended else None
