"""`gitfix culprit`: the commit that brought the fault: ranked candidates, or a fact where a reproducer confirms one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.culprit import Candidate, CulpritResult
from gitfix.core.fold_culprit import event_data
from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.redact import redact_shell, redact_url
from gitfix.core.szz import Ranking
from gitfix.core.text import printable
from gitfix.core.value import replace
from gitfix.operations.blaming import suspects
from gitfix.operations.check_policy import policy_of
from gitfix.operations.culprit_coverage import covered
from gitfix.operations.culprit_facts import Facts
from gitfix.operations.culprit_subject import Subject, Wanted, find_subject
from gitfix.operations.recording import Draft, record
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.plan import UpdateRef
    from gitfix.core.settings import Settings

SHOWN = 6
"""Candidates that are looked up and shown."""


def culprit(settings: Settings, wanted: Wanted) -> Outcome:
    """The candidates, the likeliest first. POLICY (exit 4) where a reproducer was given and confirms none.

    Refusal when nothing says what the fix is, and in a shallow clone, whose end would take every blame.
    """
    work = open_workspace(settings)
    work.read_refs_once()
    if work.repo.shallow:
        raise Refusal(
            "this clone is shallow: its oldest commit would stand for all before it",
            hint="git fetch --unshallow --tags, then again",
        )
    subject = find_subject(work, wanted)
    case = subject.case
    ranking = suspects(
        work.repo,
        subject.pairs,
        policy_of(work.config),
        own=case.fixes,
        since=subject.since,
        progress=settings.progress,
    )
    facts = Facts(work, case)
    found = facts.briefs(ranking.candidates[:SHOWN])
    result = _result(work, subject, ranking, found)
    if wanted.commands is not None:
        from gitfix.operations.culprit_confirm import confirm

        result = confirm(work, subject, result, facts, wanted, wanted.commands)
    if result.candidates:
        settings.progress("looking where it came from and where it is")
        said = covered(work, subject.pairs, wanted.coverage)
        first = facts.whole(result.candidates[0], said)
        result = replace(
            result,
            candidates=(first, *result.candidates[1:]),
            affected_tags=first.affected_tags,
        )
    return _outcome(work, subject, result, wanted)


def _result(
    work: Workspace, subject: Subject, ranking: Ranking, found: list[Candidate]
) -> CulpritResult:
    case = subject.case
    tree = work.repo.objects.read_commit(case.head).tree
    return CulpritResult(
        candidates=tuple(found),
        confirmed=False,
        affected_tags=(),
        head=case.head,
        base=case.base,
        tree=tree,
        incident=subject.incident.id if subject.incident else "",
        branch=case.branch,
        tag=subject.tag,
        how=ranking.how,
        skipped=ranking.skipped[:SHOWN],
    )


def _outcome(work: Workspace, subject: Subject, result: CulpritResult, wanted: Wanted) -> Outcome:
    result = replace(result, test=printable(wanted.commands.test) if wanted.commands else "")
    step = _event(work, subject, result)
    if step and work.settings.dry_run:
        from gitfix.core.plan import Plan

        result = replace(result, plan=Plan("culprit", (step,)).rows())
    elif step:
        from gitfix.git.execute import keep_house

        keep_house(work.repo, [step], "culprit")
        result = replace(result, event=str(step.new))
    notices = tuple(work.notices)
    if wanted.commands is not None and not result.confirmed:
        return Outcome(
            result, Exit.POLICY, "no commit is confirmed", _hint(result, wanted), notices
        )
    return Outcome(result, notices=notices)


def _hint(result: CulpritResult, wanted: Wanted) -> str:
    states = {seen.commit: seen for seen in result.runs}
    head, base = states.get(result.head), states.get(result.base)
    if head is not None and head.state != "green":
        return "it has to pass with the fix first: gitfix prove --test CMD says why it does not"
    if base is not None and base.state != "red":
        return "it has to fail without the fix: gitfix prove --test CMD says why it does not"
    if not wanted.bisect:
        return "look through the history: the same with --bisect"
    return "exit code 125 from the reproducer passes a commit by; --setup COMMAND prepares it"


def _event(work: Workspace, subject: Subject, result: CulpritResult) -> UpdateRef | None:
    """What was found, bound to the fix's tree; nothing outside an incident, and no guess over a confirmed fact."""
    incident = subject.incident
    if incident is None or not result.candidates:
        return None
    known = incident.culprit
    if known and known.confirmed and known.tree == result.tree and not result.confirmed:
        work.note(f"the record keeps {Oid(known.found.commit).short}, which a run has confirmed")
        return None
    about = {
        "branch": BranchName(result.branch).ref if result.branch else "",
        "head": str(result.head),
        "tree": str(result.tree),
    }
    test = redact_shell(redact_url(result.test))
    draft = Draft(
        "culprit", event_data(result, test), phase="post-mortem", step="root-cause", git=about
    )
    return record(work, incident.id, draft)
