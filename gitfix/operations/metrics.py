"""`gitfix metrics`: how emergencies go here, from the records and the release tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.metrics import Case, measure
from gitfix.core.names import TAGS, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.tag_index import index_tags
from gitfix.core.when import ago
from gitfix.host import clock
from gitfix.operations import production
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.event import Event
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings


def metrics(settings: Settings, *, since: str = "") -> Outcome:
    """The numbers from `since` (`90d`, a date; empty: all there is) on; looks at this clone only."""
    now = clock.now()
    try:
        start = ago(since, now) if since else 0
    except ValueError as error:
        raise Refusal(str(error), hint="gitfix metrics --since 90d", exit=Exit.USAGE) from None
    work = open_workspace(settings)
    cases = [_case(work, events) for events in work.record.all_events().values()]
    shown = clock.iso(start) if since else ""
    result = measure(cases, _releases(work), since=start, now=now, shown=shown)
    return Outcome(result, notices=tuple(work.notices))


def _case(work: Workspace, events: list[tuple[Oid, Event]]) -> Case:
    incident = fold(events)
    return Case(incident, tuple(event for _, event in events), _lines(work, incident))


def _releases(work: Workspace) -> dict[str, int]:
    names = [ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)]
    index = index_tags(names, production.repository_name(work))
    return work.repo.refs.tag_dates([tag.name for tag in index.releases()])


def _lines(work: Workspace, incident: Incident) -> int | None:
    """Lines of code in the fix that was carried; None where it is not here, or was never carried."""
    head = work.repo.refs.commit(incident.backport_head) if incident.backport_head else None
    if head is None:
        return None
    from gitfix.operations.check import check_commit

    try:
        return check_commit(work, head, branch=incident.branch).code.lines
    except Refusal:
        return None
