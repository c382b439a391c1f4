"""`gitfix metrics`: how emergencies go here, from the records and the release tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.incident_fold import fold
from gitfix.core.metrics import BUDGET, Case, measure
from gitfix.core.names import TAGS, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.tag_index import index_tags
from gitfix.core.when import ago
from gitfix.host import clock
from gitfix.operations import production
from gitfix.operations.check_policy import policy_of
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
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
    limit = policy_of(work.config).lines_max
    result = measure(cases, _releases(work), since=start, now=now, shown=shown, limit=limit)
    return Outcome(result, notices=tuple(work.notices))


def _case(work: Workspace, events: list[tuple[Oid, Event]]) -> Case:
    incident = fold(events)
    report = _report(work, incident)
    told = tuple(event for _, event in events)
    if report is None:
        return Case(incident, told)
    beyond = [one for one in report.violations if one.rule in BUDGET and one.severity == "error"]
    return Case(incident, told, report.code.lines, bool(beyond))


def _releases(work: Workspace) -> dict[str, int]:
    names = [ref[len(TAGS) :] for ref in work.repo.refs.names(TAGS)]
    index = index_tags(names, production.repository_name(work))
    return work.repo.refs.tag_dates([tag.name for tag in index.releases()])


def _report(work: Workspace, incident: Incident) -> CheckResult | None:
    """The fix that was carried, else the one that was released; None where it is not here, or not made yet."""
    refs = work.repo.refs
    tagged = f"{TAGS}{incident.tag}" if incident.tag else ""
    head = next(
        (found for ref in (incident.backport_head, tagged) if ref and (found := refs.commit(ref))),
        None,
    )
    base = incident.base.commit
    if head is None or not base or refs.commit(base) is None:
        return None
    from gitfix.operations.check_commit import check_commit

    try:
        return check_commit(work, head, branch=incident.branch, base=base)
    except Refusal:
        return None
