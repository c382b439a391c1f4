"""`gitfix check`: is the fix minimal, and nothing but the fix?"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome
from gitfix.core.text import listing, plural, printable
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings


def check(
    settings: Settings,
    revision: str | None = None,
    *,
    base: str | None = None,
    staged: bool = False,
    whole: bool = False,
) -> Outcome:
    """Check `revision` (default: what is checked out). POLICY (exit 4) with an error that nobody waived.

    `whole`: read every file, also of a change that is too large to pass.
    """
    work = open_workspace(settings, _load)
    work.repo.batch.begin()
    work.read_refs_once()
    work.repo.refs.ask_ahead()
    from gitfix.operations import targets
    from gitfix.operations.check_base import head_of
    from gitfix.operations.check_commit import check_commit

    branch, head = head_of(work, revision)
    report = check_commit(work, head, branch=branch, base=base, staged=staged, whole=whole)
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


def _load() -> None:
    """What has to be there until git can be set to work, loaded while it looks for the repository."""
    for name in ("operations.check_commit", "git.catfile", "git.refs", "git.diff", "host.stream"):
        import_module(f"gitfix.{name}")


def _say_where_the_fault_is(work: Workspace, branch: str) -> None:
    """The open lines that hold the introducing commit, once `gitfix culprit` has named it: the fix goes there, too."""
    from gitfix.operations import which

    incident = which.incident_of_branch(work, branch) if branch else None
    if incident is None or incident.culprit is None or not incident.culprit.found.lines:
        return
    known = incident.culprit
    names = listing([printable(line.branch) for line in known.found.lines])
    what = "brought the fault" if known.confirmed else "is the likeliest to have brought the fault"
    work.note(f"{known.found.commit.short} {what}, and is on {names}: gitfix backport --everywhere")
