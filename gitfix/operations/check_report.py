"""The report on a change: the difference is read while git writes it, and every rule is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.change import CommitChange, FileChange
from gitfix.core.check import CheckInput, judge
from gitfix.core.check_values import MOST_WHOLE
from gitfix.core.look import look
from gitfix.core.names import Oid
from gitfix.core.rules.base import typed
from gitfix.core.value import replace
from gitfix.host import clock
from gitfix.operations import foreign
from gitfix.operations.check_ahead import MODULES, Ahead
from gitfix.operations.check_contents import turned_off
from gitfix.operations.check_policy import policy_of
from gitfix.operations.check_whole import looked_at

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.core.look import Look
    from gitfix.git.history import Logged
    from gitfix.operations.check_base import Measured
    from gitfix.operations.check_begin import Begun
    from gitfix.operations.workspace import Workspace


def report(begun: Begun, *, whole: bool) -> CheckResult:
    """What every rule says of the change."""
    work, measured, head, branch = begun.work, begun.measured, begun.head, begun.branch
    repo, incident = work.repo, measured.incident
    with repo.history.reading(measured.commit, head) as logged:
        if incident:
            foreign.ask_ahead(repo, measured.commit, head, incident.target_tips)
        policy = policy_of(work.config, incident.severity if incident else "")
        # Before the difference is waited for: git is still looking for what has changed.
        commits = _commits(work, measured, head, branch, logged())
        count, comes = begun.coming()
        looks: dict[str, Look] = {}
        files = []
        wanted = (whole or count <= MOST_WHOLE) and "api-change" not in turned_off(policy)
        ahead = Ahead(repo, looks, wanted=wanted)
        for one in comes:
            files.append(one)
            seen_now = looks[one.path] = look(one, policy, quiet=wanted)
            if seen_now.quiet is False and one.path.endswith(MODULES):
                ahead.see(one)
        ahead.finish()
    files, prepared = _without_prepared(work, measured, without_reports(work, files), commits)
    given = CheckInput(
        base_tag=measured.tag,
        base_commit=measured.commit,
        head=head,
        files=tuple(files),
        commits=commits,
        policy=policy,
        waivers=incident.waivers if incident else (),
        now=clock.now(),
        prepared=prepared,
        looks=looks,
    )
    result = judge(looked_at(work, given, ahead, whole=whole, again=_again(begun)))
    return replace(result, branch=branch or head.short, commits=len(commits), policy=policy)


def _again(begun: Begun) -> str:
    """The same check once more, of everything."""
    of = "" if begun.staged or not begun.branch else f" {typed(begun.branch)}"
    base = f" --base {typed(begun.base)}" if begun.base else ""
    return f"gitfix check{of}{base}{' --staged' * begun.staged} --whole"


def _commits(
    work: Workspace, measured: Measured, head: Oid, branch: str, logged: Sequence[Logged]
) -> tuple[CommitChange, ...]:
    everything = [one.oid for one in logged]
    strangers = foreign.strangers(work, measured, head, branch, everything)
    refreshes = measured.incident.refreshes if measured.incident else ()
    return tuple(
        CommitChange(
            one.oid,
            one.parents,
            one.subject,
            foreign_to=strangers.get(one.oid, ""),
            own=one.oid in refreshes,
        )
        for one in logged
    )


def _without_prepared(
    work: Workspace,
    measured: Measured,
    files: list[FileChange],
    commits: tuple[CommitChange, ...],
) -> tuple[list[FileChange], frozenset[str]]:
    """The files less what `gitfix release --prepare` wrote, and those in which nothing else changes."""
    if measured.incident is None or not measured.incident.preparations:
        return files, frozenset()
    from gitfix.operations.release_prepared import sort_out

    found = sort_out(work, measured.incident, files, commits)
    return found.files, found.prepared


def without_reports(work: Workspace, files: list[FileChange]) -> list[FileChange]:
    """Post-mortems are about the fix, not part of it; code in their folder is."""
    if not any(one.path.endswith(".md") for one in files):
        return files
    from gitfix.operations.postmortem_files import paths_of

    paths = paths_of(work.config)
    return [one for one in files if not paths.is_report(one.path)]
