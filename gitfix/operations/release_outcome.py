"""What a release came to: as a result, where it was made before, and why a remote did not take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, INCIDENTS, Oid, TagName
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.release import ReleaseResult, State
from gitfix.core.text import printable
from gitfix.core.value import dataclass, replace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.operations.release_number import Standing
    from gitfix.operations.subject import Subject
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Wanted:
    """What is to be released: the incident, the commit, its tag (None in a repository without release tags)."""

    incident: Incident
    subject: Subject
    tag: TagName | None
    found: Standing
    object: Oid | None = None
    signed: bool = False


def already(work: Workspace, want: Wanted) -> Outcome:
    """It was released before, here or on the remote: by whom, and what is left to do."""
    incident, tag = want.incident, want.tag
    known = incident.released
    result = result_of(work, want, "already", pushed=want.found.remote)
    signed = bool(known and known.signed and known.tag == tag)
    if want.found.remote and not want.found.local and tag:
        work.note(
            f"{printable(tag)} is on {work.truth.remote}, and not in this clone: "
            f"git fetch {work.truth.remote} tag {printable(tag)} --no-tags"
        )
    mine = known if known and known.tag == tag else None
    following = None if want.found.remote or not work.remote_name else "gitfix release --push"
    result = replace(
        result,
        signed=signed,
        tag_object=want.found.local or work.truth.advertised.refs.get(tag.ref if tag else ""),
        by=f"by {mine.by}, {mine.at}" if mine else "",
        next=following,
    )
    return Outcome(result, notices=tuple(work.notices))


def result_of(work: Workspace, want: Wanted, state: State, *, pushed: bool) -> ReleaseResult:
    """The release as far as it is known before it is made."""
    incident = want.incident
    return ReleaseResult(
        incident.id,
        incident.branch,
        incident.version,
        want.tag,
        want.object,
        want.subject.head,
        want.subject.tree,
        state,
        want.signed,
        pushed,
        work.remote_name,
        work.repo.refs.get(INCIDENTS + incident.id),
        (),
        None,
        base=incident.base.tag,
    )


def explained(work: Workspace, refusal: Refusal, want: Wanted, remote: str) -> Refusal:
    """Why the remote did not take it, as far as looking again tells; nothing has landed."""
    if refusal.exit is not Exit.REMOTE or not want.tag:
        return refusal
    work.__dict__.pop("truth", None)
    refs = work.truth.advertised.refs
    tip = refs.get(HEADS + want.incident.branch)
    name = printable(want.tag)
    hint = refusal.hint or (
        "look at what the remote says above, then the same again: gitfix release --push\n"
        f"the tag alone, where branches are protected: gitfix release && git push {remote} {name}"
    )
    message = refusal.message
    if refs.get(want.tag.ref, want.object) != want.object:
        message = f"somebody else has just released {name}: it is on {remote} now; nothing of yours landed"
        hint = "what it is: gitfix production    take it in, and the next number: gitfix refresh"
        at = work.truth.advertised.commit(want.tag.ref)
        if at == want.subject.head:
            hint = (
                f"it is the same commit: git fetch {remote} tag {name} --no-tags; then: gitfix sync"
            )
    elif (
        tip
        and tip != want.subject.head
        and work.repo.history.contains(want.subject.head, tip) is not True
    ):
        message = f"{printable(want.incident.branch)} has moved on {remote}; nothing landed"
        hint = "look at what came, and whether it was approved: gitfix review status"
    return Refusal(
        message, found=refusal.found, hint=hint, exit=refusal.exit, result=refusal.result
    )
