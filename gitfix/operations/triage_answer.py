"""What `gitfix triage` answers: the incident as it is once the event is recorded, and what runs in production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.triage import TriagedRelease, TriageResult
from gitfix.operations import base as bases
from gitfix.operations import which

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def answer(
    work: Workspace,
    incident: str,
    known: Incident | None,
    data: dict[str, object],
    base: bases.Base | None,
) -> TriageResult:
    """The answer, before anything is recorded the same as after it."""
    now = _told(known or Incident(id=incident), data)
    production = TriagedRelease(base.tag, base.commit) if base else None
    earlier = base.previous_commit if base else None
    which_one = f" --incident {incident}" if len(which.open_incidents(work)) > 1 else ""
    return TriageResult(
        incident,
        known is None,
        now.summary,
        now.severity,
        now.severity_stated,
        now.kind,
        now.impact,
        production,
        TriagedRelease(base.previous_tag, Oid(earlier)) if base and earlier else None,
        shipped=bases.shipped_rows(work, base) if base else (),
        tagged=bases.age_words(work, base) if base else "",
        next=f"gitfix status{which_one}" if now.branch else f"gitfix branch --incident {incident}",
    )


def _told(known: Incident, data: dict[str, object]) -> Incident:
    """The incident once the event is recorded: the fold's own word for it."""
    from gitfix.core.event import Actor, Event
    from gitfix.core.fold_opening import triaged

    event = Event(known.id, "triaged", Actor("", ""), "", 0, "", data=data)
    return triaged(known, Oid(""), event)
