"""`gitfix review`: another person looks at the fix; what they say holds for the tree that they saw."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan
from gitfix.core.review import REVIEW, standing
from gitfix.core.settings import Settings
from gitfix.core.text import plural, printable
from gitfix.core.value import dataclass
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations import which
from gitfix.operations.commits import require_identity
from gitfix.operations.people import Person, makers, mapped
from gitfix.operations.recording import Draft, record
from gitfix.operations.review_answer import Case, answer
from gitfix.operations.subject import subject_of
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    pass

LONGEST_HOURS = 168
"""A self-approval may stand alone for a week at most, whatever the configuration says."""


@dataclass(frozen=True)
class Wish:
    """Which approval of which incident the command line means."""

    incident: str | None = None
    step: str = REVIEW


def status(settings: Settings, wish: Wish) -> Outcome:
    """Who said what about which tree, and where that leaves the fix."""
    case = open_case(settings, wish)
    return Outcome(answer(case), notices=tuple(case.work.notices))


def request(settings: Settings, wish: Wish, *, to: Sequence[str] = ()) -> Outcome:
    """Ask for a review of the tree of now."""
    case = open_case(settings, wish)
    _uncommitted(case)
    data = {"to": list(to), "base": str(case.subject.base)}
    return _record(case, Draft("review-requested", data), "requested")


def approve(settings: Settings, wish: Wish, *, solo: bool = False, reason: str = "") -> Outcome:
    """Approve the tree of now. POLICY (exit 4) for a person who made a part of it, unless `solo` with a reason."""
    if solo and not reason.strip():
        raise Refusal(
            "approving one's own fix needs a reason",
            hint='gitfix review approve --solo --reason "why nobody else can look now"',
            exit=Exit.USAGE,
        )
    case = open_case(settings, wish)
    _uncommitted(case)
    me = _me(case.work)
    author = next((one for one in case.authors if one.same(me)), None)
    if author and not solo:
        raise _own(case, author, wish)
    if solo and author is None:
        case.work.note("you made no part of this fix: it is an ordinary approval")
    alone = author is not None
    if alone:
        _not_over_a_rejection(case)
    data: dict[str, object] = {"base": str(case.subject.base), "reason": reason.strip()}
    if alone:
        hours = min(case.work.config.integer("review.deadline_hours"), LONGEST_HOURS)
        data |= {"solo": True, "deadline": clock.now() + hours * 3600}
    return _record(case, Draft("approved", data, sign=True), "approved")


def reject(settings: Settings, wish: Wish, *, reason: str) -> Outcome:
    """Say no to the tree of now: it blocks until somebody who is no author approves a later one."""
    if not reason.strip():
        raise Refusal("a rejection needs a reason", hint='gitfix review reject --reason "why"')
    case = open_case(settings, wish)
    data = {"base": str(case.subject.base), "reason": reason.strip()}
    return _record(case, Draft("rejected", data, sign=True), "rejected")


def open_case(settings: Settings, wish: Wish) -> Case:
    """The incident, the tree of now, and who made it; Refusal where no approval settles the step."""
    work = open_workspace(settings)
    incident = which.which_incident(work, wish.incident)
    _known_step(work, wish.step)
    subject = subject_of(work, incident)
    authors = makers(work, subject.base, subject.head)
    return Case(work, incident, wish.step, subject, authors)


def _known_step(work: Workspace, step: str) -> None:
    """Refusal for a step that no approval settles."""
    from gitfix.operations.playbook import load_playbook

    fitting = [one.id for one in load_playbook(work).steps if one.evidence == "approval"]
    if step not in fitting:
        raise Refusal(
            f"{printable(step)} is no step that an approval settles",
            found=(f"these are: {', '.join(fitting)}",),
            hint=f"gitfix review approve --step {fitting[0]}" if fitting else "gitfix guide",
            exit=Exit.USAGE,
        )


def _me(work: Workspace) -> Person:
    return mapped(work, [require_identity(work.repo)])[0]


def _own(case: Case, author: Person, wish: Wish) -> Refusal:
    which_one = f" --incident {case.incident.id}" if wish.incident else ""
    which_one += f" --step {quote(wish.step)}" if wish.step != REVIEW else ""
    return Refusal(
        f"{printable(author.name)} made a part of this fix, so somebody else approves it",
        found=tuple(f"{printable(one.name)} <{printable(one.email)}>" for one in case.authors),
        hint=f"ask somebody: gitfix review request --to NAME{which_one}\n"
        f'nobody is there: gitfix review approve --solo --reason "…"{which_one}',
        exit=Exit.POLICY,
    )


def _not_over_a_rejection(case: Case) -> None:
    now = standing(case.incident.reviews, case.subject.tree, clock.now(), case.step)
    if now.kind == "rejected":
        raise Refusal(
            f"{printable(now.by)} rejected this fix: its author cannot approve it alone",
            found=(printable(now.reason),),
            hint=f"change it, then: gitfix review request --to {quote(now.by)}",
            exit=Exit.POLICY,
        )


def _uncommitted(case: Case) -> None:
    there = case.work.repo.worktrees.having(case.incident.branch)
    changed = case.work.repo.worktrees.changed(there.path) if there else []
    if changed:
        count = plural(len(changed), "changed file is", "changed files are")
        case.work.note(f"{count} not committed, and no part of what is reviewed")


def _record(case: Case, draft: Draft, did: str) -> Outcome:
    from dataclasses import replace

    from gitfix.core.incident_fold import fold

    work, subject, incident = case.work, case.subject, case.incident
    about = {
        "branch": HEADS + incident.branch,
        "head": str(subject.head),
        "tree": str(subject.tree),
    }
    draft = replace(draft, phase="development", step=case.step, git=about)
    update = record(work, incident.id, draft)
    if not work.settings.dry_run:
        execute(work.repo, Plan("review", (update,), incident.id))
    after = fold(work.record.events(incident.id, update.new))
    result = answer(replace(case, incident=after), did=did)
    event = "" if work.settings.dry_run else str(update.new)
    result = replace(result, event=event, dry_run=work.settings.dry_run)
    return Outcome(result, notices=tuple(work.notices))
