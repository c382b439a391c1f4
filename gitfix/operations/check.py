"""`gitfix check`: is the fix minimal, and nothing but the fix?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.change import CommitChange, FileChange
from gitfix.core.check import check as check_input
from gitfix.core.check_values import CheckInput, CheckReport
from gitfix.core.names import HEADS, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.text import listing, plural, printable
from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.operations import check_contents, check_next, foreign, targets, which
from gitfix.operations import noise as noises
from gitfix.operations.check_policy import policy_of
from gitfix.operations.missing_history import missing_history
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings


@dataclass(frozen=True)
class Measured:
    """What a hotfix is measured against, and the incident that says so, if there is one."""

    tag: str
    commit: Oid
    incident: Incident | None


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


def head_of(work: Workspace, revision: str | None) -> tuple[str, Oid]:
    """The branch (empty without one) and the commit to check."""
    refs = work.repo.refs
    if revision is None:
        branch = "" if work.repo.bare else work.repo.worktrees.current_branch() or ""
        head = refs.commit("HEAD")
    else:
        name = revision.removeprefix(HEADS)
        branch = name if refs.get(HEADS + name) else ""
        head = refs.commit(HEADS + name) if branch else refs.commit(revision)
    if head is None:
        raise Refusal(
            f"{printable(revision or branch or 'HEAD')} has no commit yet"
            if revision is None
            else f"{printable(revision)} is not a commit here",
            hint="name a branch or a commit: gitfix check REV",
        )
    return branch, head


def check_commit(
    work: Workspace,
    head: Oid,
    *,
    branch: str,
    base: str | None = None,
    staged: bool = False,
) -> CheckReport:
    """The report on `head`; Refusal when nothing says what it is based on."""
    measured = measured_by(work, head, branch, base)
    repo = work.repo
    files = (
        repo.diffs.staged(measured.commit) if staged else repo.diffs.between(measured.commit, head)
    )
    commits = _commits(work, measured, head, branch)
    policy = policy_of(work.config, measured.incident.severity if measured.incident else "")
    files, prepared = _without_prepared(work, measured, without_reports(work, files), commits)
    seen = check_contents.read(repo, files, policy)
    for notice in seen.notices:
        work.note(notice)
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
            layouts=noises.layouts(repo, files).regions,
            contents=seen.contents,
            sizes=seen.sizes,
            secrets=seen.secrets,
            prepared=prepared,
        )
    )
    shown = branch or head.short
    return CheckReport(**vars(result), branch=shown, commits=len(commits), policy=policy)


def measured_by(work: Workspace, head: Oid, branch: str, base: str | None) -> Measured:
    incident = which.incident_of_branch(work, branch) if branch else None
    if base is not None:
        commit = work.repo.refs.commit(f"refs/tags/{base}") or work.repo.refs.commit(base)
        if commit is None:
            raise Refusal(
                f"{printable(base)} is not a tag or commit here",
                hint="git fetch --tags, then again: gitfix check --base TAG",
            )
        return Measured(base, commit, incident)
    if incident is None:
        from gitfix.operations.base import nearest as nearest_base

        nearest = nearest_base(work, head)
        return Measured(nearest.tag, nearest.commit, None)
    commit = Oid(incident.base.commit)
    if work.repo.refs.commit(commit) is None:
        raise Refusal(
            f"the production tag {incident.base.tag} is not in this clone",
            hint=missing_history(work, incident.base.tag),
        )
    return Measured(incident.base.tag, commit, incident)


def _commits(
    work: Workspace, measured: Measured, head: Oid, branch: str
) -> tuple[CommitChange, ...]:
    repo = work.repo
    span = f"{measured.commit}..{head}"
    logged = repo.history.between(span, options=("--topo-order", "--reverse"))
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
