"""Folds a closed incident into the archive: plan steps for `gitfix close`, and for `gitfix sync`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import ARCHIVE, BLOBS
from gitfix.core.plan import UpdateRef
from gitfix.git import blobs

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def archive(
    work: Workspace, incident: str, closing: UpdateRef, *, logs: UpdateRef | None = None
) -> tuple[UpdateRef, ...]:
    """The steps that take the place of `closing`, the incident's last event, in a plan.

    The event becomes part of the archive, the incident's own ref goes away, and its blobs go where those of all
    archived incidents are. `logs`: an addition of blobs that is part of the same plan, and is replaced too.
    """
    repo = work.repo
    zero = repo.zero
    before = work.record.archive.tip()
    after = work.record.archive.add(before, incident, closing.new)
    steps = [UpdateRef(ARCHIVE, before or zero, after)]
    if not closing.old.is_zero:
        steps.append(UpdateRef(closing.ref, closing.old, zero))
    there = repo.refs.get(BLOBS + incident)
    held = logs.new if logs else there
    if held:
        shelf = repo.refs.get(blobs.ARCHIVED)
        full = blobs.shelved(repo, shelf, {incident: held})
        steps.append(UpdateRef(blobs.ARCHIVED, shelf or zero, full))
    if there:
        steps.append(UpdateRef(BLOBS + incident, there, zero))
    return tuple(step for step in steps if step.old != step.new)
