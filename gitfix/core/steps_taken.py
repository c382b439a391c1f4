"""What the record says of the steps of an incident: done, decided against, checked, proved."""

from __future__ import annotations

from typing import Literal

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Done:
    """Who did a step when, and which event says so.

    `tree`: what it was done for, where it is about a commit. `how`: statement, command or approval.
    """

    by: str
    at: str
    event: str
    outcome: Literal["done", "failed"] = "done"
    tree: str = ""
    how: str = ""
    note: str = ""


@dataclass(frozen=True)
class Override:
    """A recorded decision to go on without a step. `until`: seconds since 1970, 0 for good."""

    step: str
    reason: str
    by: str
    at: str
    event: str
    until: int = 0


@dataclass(frozen=True)
class Checked:
    """The last recorded check. `head` and `tree` say of what."""

    verdict: str
    head: str
    tree: str
    by: str
    at: str
    event: str


@dataclass(frozen=True)
class Proof:
    """The last recorded `gitfix prove`. `head` and `tree` say of what."""

    verdict: str
    tag: str
    head: str
    tree: str
    by: str
    at: str
    event: str
