"""What the record says of a step: how it was done, or what was decided to go on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY, without_end
from gitfix.core.value import replace
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.core.status import StepStatus
    from gitfix.operations.case import Case


def recorded(case: Case, blank: StepStatus) -> StepStatus:
    """Settled by an event of the record."""
    begun = without_end(case.incident) if blank.id == DEPLOY else None
    if begun:
        return replace(blank, note=f"{begun.by} began it {begun.at}; how it ended is not recorded")
    done = case.incident.steps.get(blank.id)
    if done is None:
        return blank
    found = replace(blank, state=done.outcome, by=done.by, at=done.at, event=done.event)
    return replace(found, note=done.note) if done.outcome == "failed" else found


def overridden(case: Case, found: StepStatus) -> StepStatus:
    """Left out for good, or put off: then with a deadline, after which it is open again."""
    override = case.incident.overrides.get(found.id)
    if override is None:
        return found
    said = replace(found, by=override.by, at=override.at, event=override.event)
    if override.until == 0:
        return replace(said, state="waived", note=override.reason)
    until = clock.iso(override.until)
    if override.until > clock.now():
        return replace(said, state="deferred", note=f"until {until}: {override.reason}")
    return replace(said, note=f"overdue, it was put off until {until}", overdue=True)
