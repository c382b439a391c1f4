"""Reviews as values: who asked, approved or rejected which tree, and where that leaves the fix now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from gitfix.core.value import dataclass

REVIEW = "review"
"""The step that an approval is for where none is named."""
ReviewKind = Literal["requested", "approved", "self-approved", "rejected"]
StandingKind = Literal[
    "none", "requested", "claimed", "peer-reviewed", "self-approved", "rejected", "stale"
]
SETTLING = ("peer-reviewed", "claimed", "self-approved")
"""Standings that let the fix go on. Only the first one is a review by somebody who is proved to be another person."""


@dataclass(frozen=True)
class Review:
    """One event about an approval. `tree`: of what; `key`: the signer's fingerprint, empty when unsigned.

    `deadline`: seconds since 1970 until which a self-approval has to be followed by a real one, else 0.
    """

    kind: ReviewKind
    step: str
    by: str
    email: str
    key: str
    at: str
    event: str
    head: str
    tree: str
    base: str = ""
    reason: str = ""
    to: tuple[str, ...] = ()
    deadline: int = 0
    via: str = ""
    """The page of a forge on which it was given; then `by` names the forge, and who fetched it is somebody else."""


@dataclass(frozen=True)
class Standing:
    """Where an approval stands for one tree. `deadline` in seconds since 1970, 0 without one."""

    kind: StandingKind
    by: str = ""
    at: str = ""
    event: str = ""
    deadline: int = 0
    overdue: bool = False
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Whether the fix may go on."""
        return self.kind in SETTLING


def standing(reviews: Iterable[Review], tree: str, now: int, step: str = REVIEW) -> Standing:
    """Where the approval `step` stands for `tree`; `reviews` in the record's order, `now` in seconds since 1970.

    A rejection blocks whatever the tree, until somebody who is no author approves a later one. Approvals and
    requests hold for the tree that they were given for: for another one they are stale.
    """
    mine = [review for review in reviews if review.step == step]
    rejected = next((r for r in reversed(mine) if r.kind in ("rejected", "approved")), None)
    if rejected and rejected.kind == "rejected":
        return _standing("rejected", rejected)
    here = [review for review in mine if review.tree == tree]
    for kind, fits in _STRENGTH:
        found = [review for review in here if fits(review)]
        if found:
            return _standing(kind, found[-1], now)
    asked = next((r for r in reversed(here) if r.kind == "requested"), None)
    if asked:
        return _standing("requested", asked)
    return _standing("stale", mine[-1]) if mine else Standing("none")


def _standing(kind: StandingKind, review: Review, now: int = 0) -> Standing:
    deadline = review.deadline if kind == "self-approved" else 0
    overdue = bool(deadline) and now >= deadline
    return Standing(kind, review.by, review.at, review.event, deadline, overdue, review.reason)


def _peer(review: Review) -> bool:
    return review.kind == "approved" and bool(review.key)


def _claimed(review: Review) -> bool:
    return review.kind == "approved" and not review.key


def _alone(review: Review) -> bool:
    return review.kind == "self-approved"


_STRENGTH: tuple[tuple[StandingKind, Callable[[Review], bool]], ...] = (
    ("peer-reviewed", _peer),
    ("claimed", _claimed),
    ("self-approved", _alone),
)
