"""The check of one commit: the difference is read while git writes it, and every rule is asked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.change import CommitChange, FileChange
from gitfix.core.names import Oid
from gitfix.core.rules.base import typed
from gitfix.host import clock
from gitfix.operations import foreign
from gitfix.operations.check_base import Measured, measured_by
from gitfix.operations.check_policy import policy_of
from gitfix.operations.workspace import Workspace

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.core.look import Look
    from gitfix.git.diff import Coming
    from gitfix.git.history import Logged


def check_commit(
    work: Workspace,
    head: Oid,
    *,
    branch: str,
    base: str | None = None,
    staged: bool = False,
    whole: bool = False,
) -> CheckResult:
    """The report on `head`; Refusal when nothing says what it is based on. `whole`: nothing is too large to be read."""
    measured = measured_by(work, head, branch, base)
    repo = work.repo
    with (
        _changed(work, measured.commit, head, staged=staged) as coming,
        repo.history.reading(measured.commit, head) as logged,
    ):
        if measured.incident:
            foreign.ask_ahead(repo, measured.commit, head, measured.incident.target_tips)
        # git is at work on all of it: what is needed for it later is made ready meanwhile.
        from gitfix.core.check import CheckInput, judge
        from gitfix.core.check_values import MOST_WHOLE
        from gitfix.core.look import look
        from gitfix.operations.check_ahead import MODULES, Ahead
        from gitfix.operations.check_contents import turned_off
        from gitfix.operations.check_whole import looked_at

        policy = policy_of(work.config, measured.incident.severity if measured.incident else "")
        commits = _commits(work, measured, head, branch, logged())
        looks: dict[str, Look] = {}
        files = []
        count, comes = coming()
        wanted = (whole or count <= MOST_WHOLE) and "api-change" not in turned_off(policy)
        ahead = Ahead(repo, looks, wanted=wanted)
        for one in comes:
            files.append(one)
            seen_now = looks[one.path] = look(one, policy)
            if not seen_now.quiet and one.path.endswith(MODULES):
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
        waivers=measured.incident.waivers if measured.incident else (),
        now=clock.now(),
        prepared=prepared,
        looks=looks,
    )
    again = _again(branch, base, staged=staged)
    result = judge(looked_at(work, given, ahead, whole=whole, again=again))
    shown = branch or head.short
    return replace(result, branch=shown, commits=len(commits), policy=policy)


def _again(branch: str, base: str | None, *, staged: bool) -> str:
    """The same check once more, of everything."""
    of = "" if staged or not branch else f" {typed(branch)}"
    return (
        f"gitfix check{of}{f' --base {typed(base)}' if base else ''}{' --staged' * staged} --whole"
    )


def _changed(
    work: Workspace, base: Oid, head: Oid, *, staged: bool
) -> AbstractContextManager[Coming]:
    diffs = work.repo.diffs
    if not staged:
        return diffs.reading(base, head)
    found = diffs.staged(base)
    return nullcontext(lambda: (len(found), iter(found)))


def _commits(
    work: Workspace, measured: Measured, head: Oid, branch: str, logged: Sequence[Logged]
) -> tuple[CommitChange, ...]:
    repo = work.repo
    everything = [one.oid for one in logged]
    if measured.incident:
        tips = measured.incident.target_tips
        strangers = foreign.by_record(repo, measured.commit, head, tips, everything)
    else:
        strangers = foreign.by_chains(work, measured.commit, head, branch, everything)
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
