"""Where an approval stands: the answer of every form of `gitfix review`."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, REMOTES, TAGS
from gitfix.core.review import standing
from gitfix.core.review_result import ReviewResult, ReviewRow, ReviewTag
from gitfix.core.value import dataclass
from gitfix.host import clock
from gitfix.operations.approval import checked

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.review import Review
    from gitfix.operations.people import Person
    from gitfix.operations.subject import Subject
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Case:
    """An approval that is looked at: the incident as it is now, the tree, and who made it."""

    work: Workspace
    incident: Incident
    step: str
    subject: Subject
    authors: list[Person]


def answer(case: Case, did: str = "") -> ReviewResult:
    """Where the approval stands; `did`: what was just recorded."""
    incident, subject = case.incident, case.subject
    reviews = checked(case.work, [one for one in incident.reviews if one.step == case.step])
    now = standing(reviews, subject.tree, clock.now(), case.step)
    there = _on_remote(case)
    remote = case.work.remote_name
    push = f"git push {quote(remote)} {quote(incident.branch)}" if remote and not there else ""
    return ReviewResult(
        incident=incident.id,
        step=case.step,
        standing=now.kind,
        by=now.by,
        deadline=clock.iso(now.deadline) if now.deadline else "",
        overdue=now.overdue,
        branch=incident.branch,
        head=subject.head,
        tree=subject.tree,
        base=ReviewTag(incident.base.tag, incident.base.commit),
        commits=subject.commits,
        authors=tuple(f"{one.name} <{one.email}>" for one in case.authors),
        look=_look(case),
        on_remote=there,
        reviews=tuple(_row(one, subject.tree) for one in reviews),
        did=did,
        push="" if incident.embargoed else push,
        embargoed=incident.embargoed,
    )


def _row(one: Review, tree: str) -> ReviewRow:
    return ReviewRow(
        one.kind,
        one.by,
        one.email,
        one.key,
        one.at,
        one.head,
        one.tree,
        one.tree == tree,
        one.to,
        one.reason,
        one.event,
        one.via,
    )


def _on_remote(case: Case) -> bool:
    """Whether everybody can get at what is reviewed."""
    work, branch = case.work, case.incident.branch
    if work.truth.known:
        theirs = work.truth.branch(branch)
    elif work.remote_name:
        theirs = work.repo.refs.get(f"{REMOTES}{work.remote_name}/{branch}")
    else:
        return False
    return theirs == case.subject.head


def _look(case: Case) -> str:
    """The command that shows the whole change, in names that this clone knows."""
    repo, branch, head = case.work.repo, case.incident.branch, case.subject.head
    tracking = f"{case.work.remote_name}/{branch}"
    if repo.refs.get(HEADS + branch) == head:
        name = branch
    elif case.work.remote_name and repo.refs.get(REMOTES + tracking) == head:
        name = tracking
    else:
        name = head.short
    tag = case.incident.base.tag
    base = tag if tag and repo.refs.get(TAGS + tag) else case.subject.base.short
    return f"git diff {quote(f'{base}...{name}')}"
