"""The evidence of a step that an approval settles: where it stands for the tree of now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.review import Review, Standing, standing
from gitfix.core.value import replace
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.core.status import StepStatus
    from gitfix.operations.case import Case
    from gitfix.operations.workspace import Workspace


def approved(case: Case, blank: StepStatus, *, bound: bool = True) -> StepStatus:
    """Settled by an approval of the tree at the hotfix branch's tip; of any tree where the step is not `bound`.

    An approval that is not signed settles it too, and is called a claim. One by the author alone settles it until its
    deadline.
    """
    reviews = checked(case.work, [r for r in case.incident.reviews if r.step == blank.id])
    if not reviews:
        return blank
    given = [review.tree for review in reviews if review.kind != "requested"]
    tree = case.tree if bound and case.tree else given[-1] if given else reviews[-1].tree
    now = standing(reviews, tree, clock.now(), blank.id)
    said = replace(blank, by=now.by, at=now.at, event=now.event)
    match now.kind:
        case "peer-reviewed":
            return replace(said, state="done")
        case "claimed":
            return replace(said, state="done", note=f"claimed by {now.by}, unsigned")
        case "self-approved":
            return _alone(said, now)
        case "rejected":
            return replace(said, state="failed", note=f"rejected by {now.by}: {now.reason}")
        case "stale":
            return replace(said, state="stale", note="the fix has changed since")
        case _:
            names = next((r.to for r in reversed(reviews) if r.kind == "requested"), ())
            asked = f"{', '.join(names)} was asked" if len(names) == 1 else "asked for"
            return replace(blank, note=asked)


def _alone(said: StepStatus, now: Standing) -> StepStatus:
    until = clock.iso(now.deadline)
    if now.overdue:
        note = f"overdue, somebody else was to look until {until}"
        return replace(said, state="open", note=note, overdue=True)
    return replace(said, state="done", note=f"self-approved, somebody else looks until {until}")


def checked(work: Workspace, reviews: Sequence[Review]) -> list[Review]:
    """The same, without the keys of events that carry no signature: naming a key is not signing with it.

    Whose signature it is, `gitfix audit verify` says.
    """
    from gitfix.git.signer import is_signed

    return [
        replace(one, key="") if one.key and not is_signed(work.repo, one.event) else one
        for one in reviews
    ]
