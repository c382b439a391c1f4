"""`gitfix check`: is the fix minimal, and nothing but the fix?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.change import CommitChange, FileChange
from gitfix.core.names import Oid
from gitfix.core.outcome import Exit, Outcome
from gitfix.core.text import listing, plural, printable
from gitfix.host import clock
from gitfix.operations import foreign, targets, which
from gitfix.operations.check_base import Measured, head_of, measured_by
from gitfix.operations.check_policy import policy_of
from gitfix.operations.optional import LANGUAGES
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.core.settings import Settings
    from gitfix.git.history import Logged


def check(
    settings: Settings,
    revision: str | None = None,
    *,
    base: str | None = None,
    staged: bool = False,
) -> Outcome:
    """Check `revision` (default: what is checked out). POLICY (exit 4) with an error that nobody waived."""
    work = open_workspace(settings)
    work.read_refs_once()
    branch, head = head_of(work, revision)
    report = check_commit(work, head, branch=branch, base=base, staged=staged)
    _say_where_the_fault_is(work, branch)
    from gitfix.operations import check_next

    hint = "do what each line says, commit, then: gitfix check"
    if branch and targets.is_target(work, branch):
        hint = check_next.elsewhere(work)
        work.note(f"{printable(branch)} is a branch that fixes go to, not a hotfix: {hint}")
        report = check_next.without_cures(report, hint)
    elif report.verdict != "fail":
        report = replace(report, next=check_next.command(work, branch, report, staged=staged))
    if report.verdict == "fail":
        errors = plural(report.open("error"), "error")
        return Outcome(report, Exit.POLICY, errors, hint, notices=tuple(work.notices))
    return Outcome(report, notices=tuple(work.notices))


def _say_where_the_fault_is(work: Workspace, branch: str) -> None:
    """The open lines that hold the introducing commit, once `gitfix culprit` has named it: the fix goes there, too."""
    incident = which.incident_of_branch(work, branch) if branch else None
    if incident is None or incident.culprit is None or not incident.culprit.found.lines:
        return
    known = incident.culprit
    names = listing([printable(line.branch) for line in known.found.lines])
    what = "brought the fault" if known.confirmed else "is the likeliest to have brought the fault"
    work.note(f"{known.found.commit.short} {what}, and is on {names}: gitfix backport --everywhere")


def check_commit(
    work: Workspace,
    head: Oid,
    *,
    branch: str,
    base: str | None = None,
    staged: bool = False,
) -> CheckResult:
    """The report on `head`; Refusal when nothing says what it is based on."""
    measured = measured_by(work, head, branch, base)
    repo = work.repo
    span = f"{measured.commit}..{head}"
    with (
        _changed(work, measured.commit, head, staged=staged) as coming,
        repo.history.reading(span, options=("--topo-order", "--reverse")) as logged,
    ):
        # git is at work on both: what is needed for them later is made ready meanwhile.
        from gitfix.core.check import CheckInput
        from gitfix.core.check import check as check_input
        from gitfix.core.look import Look, look
        from gitfix.operations import check_contents
        from gitfix.operations import noise as noises
        from gitfix.operations.check_ahead import MODULES, Ahead

        policy = policy_of(work.config, measured.incident.severity if measured.incident else "")
        commits = _commits(work, measured, head, branch, logged())
        looks: dict[str, Look] = {}
        files = []
        wanted = "api-change" not in check_contents.turned_off(policy)
        ahead = Ahead(repo, looks, wanted=wanted)
        for one in coming:
            files.append(one)
            seen_now = looks[one.path] = look(one, policy)
            if not seen_now.quiet and one.path.endswith(MODULES):
                ahead.see(one)
        ahead.finish()
    files, prepared = _without_prepared(work, measured, without_reports(work, files), commits)
    seen = check_contents.read(repo, files, policy, looks, ahead)
    for notice in seen.notices:
        work.note(notice)
    layouts = noises.layouts(repo, files)
    if layouts.unread:
        names = ", ".join(layouts.unread)
        work.note(f"layout in {names} is told by the looks of lines alone here; {LANGUAGES}")
    result = check_input(
        CheckInput(
            base_tag=measured.tag,
            base_commit=measured.commit,
            head=head,
            files=tuple(files),
            commits=commits,
            policy=policy,
            waivers=measured.incident.waivers if measured.incident else (),
            now=clock.now(),
            layouts=layouts.regions,
            contents=seen.contents,
            sizes=seen.sizes,
            secrets=seen.secrets,
            prepared=prepared,
            looks=looks,
        )
    )
    shown = branch or head.short
    return replace(result, branch=shown, commits=len(commits), policy=policy)


def _changed(
    work: Workspace, base: Oid, head: Oid, *, staged: bool
) -> AbstractContextManager[Iterable[FileChange]]:
    diffs = work.repo.diffs
    return nullcontext(diffs.staged(base)) if staged else diffs.reading(base, head)


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
