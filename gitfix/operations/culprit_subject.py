"""What `gitfix culprit` is asked about: which commits are the fix, and what they are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.core.when import seconds
from gitfix.operations.check_base import head_of, measured_by
from gitfix.operations.culprit_holders import Case
from gitfix.operations.load import find_load, of_commits

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.trial_commands import Commands
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `commits`: the fix, where it is not a branch; `test_limit` is seconds."""

    revision: str | None = None
    incident: str | None = None
    base: str | None = None
    commits: tuple[str, ...] = ()
    commands: Commands | None = None
    tests: tuple[str, ...] = ()
    bisect: bool = False
    test_limit: float | None = None
    coverage: str | None = None


@dataclass(frozen=True)
class Subject:
    """The fix, and what it is measured against. `pairs`: what is compared with what."""

    case: Case
    tag: str
    pairs: tuple[tuple[Oid, Oid], ...]
    incident: Incident | None
    since: int


def find_subject(work: Workspace, wanted: Wanted) -> Subject:
    """The fix that is meant; Refusal where nothing says what it is, or it is empty."""
    if wanted.commits:
        return _of_commits(work, wanted)
    carried = None
    if wanted.base is None:
        carried = find_load(work, wanted.revision, wanted.incident)
        load = carried.load
        assert load.base is not None
        name, head, base, tag = load.branch, load.head, load.base, load.base_name
        incident = _incident(work, carried.incident)
    else:
        name, head = head_of(work, wanted.revision)
        measured = measured_by(work, head, name, wanted.base)
        base, tag, incident = measured.commit, measured.tag, measured.incident
    fixes = tuple(work.repo.history.ids(f"{base}..{head}"))
    if not fixes:
        raise Refusal(
            f"{printable(name) or head.short} has no commits after {printable(tag)}",
            hint="commit the fix first, then: gitfix culprit",
        )
    component = carried.component if carried else ""
    at, since = _times(work, incident, head)
    branch = name if work.repo.refs.get(BranchName(name).ref) else ""
    case = Case(base, head, fixes, at, branch, component)
    known = tag if work.repo.refs.get(f"refs/tags/{tag}") else ""
    return Subject(case, known, ((base, head),), incident, since)


def _of_commits(work: Workspace, wanted: Wanted) -> Subject:
    """Single commits, each against its first parent; the incident's hotfix need not exist any more."""
    fixes = of_commits(work, wanted.commits, wanted.incident).load.commits
    pairs = []
    for fix in fixes:
        parents = work.repo.objects.read_commit(fix).parents
        if not parents:
            raise Refusal(
                f"{fix.short} has no parent: there is nothing before it",
                hint="name the commits of the fix: gitfix culprit --commit REV",
            )
        pairs.append((parents[0], fix))
    incident = _incident(work, wanted.incident or "")
    head, base = pairs[-1][1], pairs[0][0]
    at, since = _times(work, incident, head)
    case = Case(base, head, tuple(fixes), at)
    return Subject(case, "", tuple(pairs), incident, since)


def _incident(work: Workspace, name: str) -> Incident | None:
    if not name:
        return None
    from gitfix.operations import which

    return which.which_incident(work, name)


def _times(work: Workspace, incident: Incident | None, head: Oid) -> tuple[int, int]:
    """When it happened, and when it was first seen (0: nobody says)."""
    if incident is None:
        return work.repo.objects.read_commit(head).committer.when, 0
    since = seconds(incident.impact.since) if incident.impact.since else 0
    return since or seconds(incident.opened_at), since
