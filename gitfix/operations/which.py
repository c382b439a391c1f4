"""Which incident a command is about: named, checked out, or the only open one."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gitfix.core.incident import Incident
from gitfix.core.incident_fold import fold
from gitfix.core.incident_id import matching
from gitfix.core.outcome import Refusal
from gitfix.core.text import shorten
from gitfix.operations.incident_rows import Row, incident_rows, open_rows

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def load(work: Workspace, incident: str) -> Incident:
    """The incident with this id, folded from its events."""
    return fold(work.record.events(incident))


def open_incidents(work: Workspace) -> list[Incident]:
    """Every open incident in this clone, oldest first."""
    return [incident for incident in own_incidents(work) if not incident.closed]


def own_incidents(work: Workspace) -> list[Incident]:
    """Every incident that has a ref of its own here, the oldest first: every open one, and others."""
    return [fold(events) for _, events in sorted(work.record.everything().items())]


def which_incident(work: Workspace, incident: str | None) -> Incident:
    """`--incident`, else the one whose hotfix branch is checked out, else the only open one; else a Refusal."""
    if incident:
        return load(work, named(work, incident))
    found = incident_here(work)
    if found:
        return found
    opened = open_rows(work)
    if len(opened) == 1:
        return _of_row(work, opened[0])
    if not opened:
        raise Refusal(
            "there is no open incident in this clone",
            hint='open one: gitfix branch "what is broken"    or fetch the record: gitfix sync',
        )
    raise several(
        opened,
        hint=f"the same with --incident {opened[-1].id}, or check out its hotfix branch",
    )


def several(incidents: Sequence[Incident] | Sequence[Row], hint: str) -> Refusal:
    """The refusal that lists the incidents that a command could be about."""
    width = max(len(one.branch or _NO_BRANCH) for one in incidents)
    rows = (f"{one.id}   {one.branch or _NO_BRANCH:<{width}}   {one.summary}" for one in incidents)
    return Refusal(
        f"{len(incidents)} incidents are open: which one?",
        found=tuple(shorten(row.rstrip(), 78) for row in rows),
        hint=hint,
    )


_NO_BRANCH = "no branch yet"


def incident_here(work: Workspace) -> Incident | None:
    """The incident whose hotfix branch is checked out here; a closed one where it was archived lately."""
    branch = None if work.repo.bare else work.repo.worktrees.current_branch()
    if not branch:
        return None
    return incident_of_branch(work, branch) or _archived_lately(work, branch)


LATELY = 20
"""Archived incidents among which the one of a branch is looked for."""


def _archived_lately(work: Workspace, branch: str) -> Incident | None:
    if not any(fnmatchcase(branch, one) for one in work.config.strings("branch.pattern")):
        return None
    lately = work.record.archive.newest(LATELY)
    folded = map(fold, work.record.several(lately).values())
    return next((incident for incident in folded if incident.branch == branch), None)


def incident_of_branch(work: Workspace, branch: str) -> Incident | None:
    """The newest incident with this hotfix branch, open ones first."""
    mine = [row for row in incident_rows(work) if row.branch == branch]
    found = max(mine, key=lambda row: (not row.closed, row.id), default=None)
    return _of_row(work, found) if found else None


def _of_row(work: Workspace, row: Row) -> Incident:
    return fold(work.record.events(row.id, row.tip))


def named(work: Workspace, text: str) -> str:
    """The id that `text` (whole or abbreviated) stands for, open incidents first; else a Refusal."""
    ids = sorted(work.record.tips())
    found = matching(text, ids) or matching(text, sorted(work.record.archived()))
    if len(found) == 1:
        return found[0]
    raise Refusal(
        f"no incident is called {text}" if not found else f"{text} fits {len(found)} incidents",
        found=tuple(found or ids[-8:]) or ("this clone has no incidents",),
        hint="gitfix status --all lists them; gitfix sync fetches those of your colleagues",
    )
