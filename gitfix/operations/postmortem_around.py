"""What stands around a fix: where it is missing, whether its test is on main, what was deployed, what came before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gitfix.core.classify import CODE, TESTS
from gitfix.core.incident_fold import fold
from gitfix.core.metrics import NOT_COUNTED
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.postmortem import Earlier, Outstanding, RegressionTest, Trees
from gitfix.core.review import REVIEW
from gitfix.core.text import decode
from gitfix.core.told_introduced import Introduced, introduced
from gitfix.operations import targets
from gitfix.operations.forges import forge_at
from gitfix.operations.last_seen import as_last_seen
from gitfix.operations.spread import spread

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.measure import Measured
    from gitfix.operations.workspace import Workspace

LOOKED_AT = 200
"""Earlier incidents that are compared, the newest first."""
NAMED = 5
"""Earlier incidents that are named."""


def default_branch(work: Workspace, incident: Incident, tip: Oid | None) -> tuple[str, Oid | None]:
    """The default branch and its tip: `tip`, else as this clone last saw it, or as the record says it landed there."""
    seen = as_last_seen(work, incident)
    branches = targets.heads(seen)
    name = targets.default_name(seen, branches)
    known = tip or branches.get(name)
    if known is None or work.repo.refs.commit(known) is None:
        return name, None
    row = incident.backports.get(name)
    landed = work.repo.refs.commit(row.commit) if row and row.pushed and row.commit else None
    if landed and not work.repo.history.contains(known, landed):
        return name, landed
    return name, known


def outstanding(work: Workspace, incident: Incident) -> tuple[Outstanding, ...]:
    """The targets that have not got the fix; nothing where there is no fix yet, or nothing to ask."""
    if not incident.branch:
        return ()
    try:
        arrived = spread(work, incident)
    except Refusal:
        return ()
    return tuple(Outstanding(one.branch, one.found) for one in arrived if one.found != "there")


def regression(
    work: Workspace, files: Iterable[Measured], tip: Oid | None
) -> tuple[RegressionTest, ...]:
    """The tests that the fix changed, each with whether all lines that it added are in the same file at `tip`."""
    wanted = [
        one.change
        for one in files
        if one.kind == TESTS and one.change.status != "D" and not one.change.binary
    ]
    if tip is None or not wanted:
        return ()
    blobs = work.repo.objects.read([f"{tip}:{one.path}" for one in wanted])
    found = []
    for change, blob in zip(wanted, blobs, strict=True):
        there = {line.strip() for line in decode(blob or b"").split("\n")}
        added = {line.strip() for hunk in change.hunks for line in hunk.added}
        found.append(RegressionTest(change.path, blob is not None and added <= there | {""}))
    return tuple(found)


def trees(incident: Incident) -> Trees:
    """What was approved last, against what the last deploy or confirmation was about."""
    approved = [
        one
        for one in incident.reviews
        if one.step == REVIEW and one.kind in ("approved", "self-approved") and one.tree
    ]
    done = [incident.steps.get(step) for step in ("deploy", "confirmation")]
    shipped = [one for one in done if one is not None and one.outcome == "done" and one.tree]
    agreed = approved[-1] if approved else None
    deployed = shipped[-1].tree if shipped else ""
    verdict = "unknown"
    if agreed and deployed:
        verdict = "same" if any(one.tree == deployed for one in approved) else "differs"
        agreed = next((one for one in reversed(approved) if one.tree == deployed), agreed)
    return Trees(agreed.tree if agreed else "", agreed.by if agreed else "", deployed, verdict)


def earlier(
    work: Workspace, incident: Incident, files: Iterable[Measured], culprit: Introduced | None
) -> tuple[Earlier, ...]:
    """Incidents before this one whose fix touched the same code, or that one commit brought; none under embargo."""
    mine = {one.change.path for one in files if one.kind == CODE}
    found = []
    known = [
        (one, events)
        for id, events in work.record.all_events().items()
        if id != incident.id and _comparable(one := fold(events), incident)
    ]
    known.sort(key=lambda pair: (pair[0].opened_at, pair[0].id), reverse=True)
    known = known[:LOOKED_AT]
    touched = _paths(work, [one for one, _ in known]) if mine else {}
    for one, events in known:
        shared = tuple(sorted(mine & touched.get(one.id, set())))
        other = introduced(events)
        same = culprit.commit if culprit and other and other.commit == culprit.commit else ""
        if shared or same:
            found.append(Earlier(one.id, one.summary, one.opened_at, shared, same))
    return tuple(found[:NAMED])


def _comparable(one: Incident, incident: Incident) -> bool:
    # Two that were opened in the same second have an order, too.
    before = (one.opened_at, one.id) < (incident.opened_at, incident.id)
    return before and not one.embargoed and one.closed not in NOT_COUNTED


def _paths(work: Workspace, incidents: list[Incident]) -> dict[str, set[str]]:
    """The paths that each fix changed, as far as its commits are here."""
    incidents = [one for one in incidents if "\n" not in one.branch + one.backport_head]
    heads = [one.backport_head or f"refs/heads/{one.branch}" for one in incidents]
    ends = work.repo.refs.commits(heads)
    starts = work.repo.refs.commits([one.base.commit or "-" for one in incidents])
    pairs, ids = [], []
    for one, start, end in zip(incidents, starts, ends, strict=True):
        if one.branch and start and end:
            tree = work.repo.objects.read_commit
            pairs.append((tree(start).tree, tree(end).tree))
            ids.append(one.id)
    return {id: set(paths) for id, paths in zip(ids, work.repo.diffs.paths(pairs), strict=True)}


def commit_page(work: Workspace, incident: Incident) -> str:
    """What a commit's id is put behind to see it on the forge; nothing under embargo, or where there is no forge."""
    if incident.embargoed or not work.remote_name:
        return ""
    return forge_at(work, work.repo.remote(work.remote_name)).commits
