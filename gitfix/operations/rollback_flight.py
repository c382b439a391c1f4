"""A rollback never runs twice by accident: its beginning is on record, and shared, before the command runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Refusal
from gitfix.core.span import age
from gitfix.core.text import printable
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.operations.announce import Unannounced, announce
from gitfix.operations.case import Case
from gitfix.operations.recording import Draft
from gitfix.operations.rollback_record import STEP, begun
from gitfix.operations.sync import exchange
from gitfix.operations.which import load

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.shipping import GoingBack
    from gitfix.operations.workspace import Workspace


def share(work: Workspace, incident: Incident) -> Incident:
    """The incident as everybody knows it; a remote that cannot be asked does not keep production broken."""
    if work.remote is None or work.settings.offline or incident.embargoed:
        return incident
    try:
        exchange(work, only=incident.id)
    except Refusal as refusal:
        if refusal.exit is Exit.TAMPERED:
            raise
        work.note(f"what colleagues have begun is not known: {refusal.message}")
        return incident
    return load(work, incident.id)


def take_off(case: Case, data: Mapping[str, object], *, again: bool) -> Case:
    """Record the beginning, for everybody to see; Refusal while another one is in flight.

    Where the remote cannot be told it is recorded here, and said: production is broken now.
    """
    work, incident = case.work, case.incident
    draft = Draft("rollback-started", {**data, "again": again}, phase=STEP.phase, step=STEP.id)

    def may(known: Incident) -> None:
        if known.going_back and not again:
            raise _in_flight(known.going_back)

    may(incident)
    try:
        announce(work, incident.id, lambda unlocked: draft, may, lambda event: None)
    except Refusal as refusal:
        if refusal.exit is not Exit.REMOTE and not isinstance(refusal, Unannounced):
            raise
        if work.remote is not None:
            work.note("nobody else was told that it begins: be sure that nobody else does it")
        begun(case, draft)
    return Case(work, load(work, incident.id))


def _in_flight(flying: GoingBack) -> Refusal:
    since = age(max(clock.now() - seconds(flying.at), 0))
    way = f"from {printable(flying.start)} to {printable(flying.target)}"
    return Refusal(
        f"a rollback {way} is in flight: {printable(flying.by)} began it {since} ago",
        found=("nobody has recorded how it ended",),
        hint="look at production first. If that one is dead: gitfix rollback execute --again",
    )
