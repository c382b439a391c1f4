"""`gitfix check`: is the fix minimal, and nothing but the fix?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Exit, Outcome
from gitfix.core.text import listing, plural, printable
from gitfix.core.value import replace
from gitfix.operations.check_begin import begin, taken_up

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.settings import Settings
    from gitfix.operations.workspace import Workspace


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
    begun = taken_up(settings, revision, base, staged=staged)
    if begun is None:
        begun = begin(settings, revision, base, staged=staged)
    work, branch = begun.work, begun.branch
    from gitfix.operations.check_commit import ended

    report = ended(begun, whole=whole)
    _say_where_the_fault_is(work, begun.measured.incident)
    from gitfix.operations import check_next, targets

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


def _say_where_the_fault_is(work: Workspace, incident: Incident | None) -> None:
    """The open lines that hold the introducing commit, once `gitfix culprit` has named it: the fix goes there, too."""
    if incident is None or incident.culprit is None or not incident.culprit.found.lines:
        return
    known = incident.culprit
    names = listing([printable(line.branch) for line in known.found.lines])
    what = "brought the fault" if known.confirmed else "is the likeliest to have brought the fault"
    work.note(f"{known.found.commit.short} {what}, and is on {names}: gitfix backport --everywhere")
