"""`gitfix release`: the tag of the hotfix, pushed together with its branch, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, INCIDENTS, BranchName, Oid, TagName
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.release import ReleaseResult, State
from gitfix.core.text import printable
from gitfix.core.value import dataclass
from gitfix.git.execute import execute
from gitfix.operations.case import Case
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import require_public
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.release_gate import Standing, nothing_newer, standing, steps_settled
from gitfix.operations.release_message import message
from gitfix.operations.release_sign import tag_object, wanted
from gitfix.operations.status import status_of_incident
from gitfix.operations.subject import Subject, subject_of
from gitfix.operations.which import load, which_incident
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook
    from gitfix.core.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What is to be released: the incident, the commit, its tag (None in a repository without release tags)."""

    incident: Incident
    subject: Subject
    tag: TagName | None
    found: Standing
    object: Oid | None = None
    signed: bool = False


def release(
    settings: Settings, *, push: bool = False, sign: bool = False, incident: str | None = None
) -> Outcome:
    """Tag the hotfix as it was approved; `push`: with its branch, in one push.

    POLICY (exit 4) while steps that stand before the release are open or stale; REMOTE (exit 5) when the remote
    refuses or cannot be reached: then nothing has landed, and nothing is left here.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    incident_found = opened(work, incident)
    if push:
        _may_push(work, incident_found)
    subject = subject_of(work, incident_found)
    tag = _tag(work, incident_found)
    found = standing(work, incident_found, tag, subject.head) if tag else Standing()
    want = Wanted(incident_found, subject, tag, found)
    if found.remote or (found.local and not push):
        return _already(work, want)
    nothing_newer(work, incident_found, subject.head)
    playbook = load_playbook(work)
    step = next((one for one in playbook.steps if one.computed == "release"), None)
    steps_settled(Case(work, incident_found, subject.head), playbook, step)
    return _release(work, playbook, _made(work, want, sign), push=push)


def opened(work: Workspace, incident: str | None) -> Incident:
    """The incident; Refusal where it is over, or has no hotfix branch."""
    found = which_incident(work, incident)
    if found.closed:
        raise Refusal(
            f"{found.id} is closed as {found.closed}: nothing is released for it any more",
            hint="the open ones: gitfix status --all",
        )
    return found


def _may_push(work: Workspace, incident: Incident) -> None:
    require_public(work, incident, "a push of the release")
    if work.remote is None:
        raise Refusal(
            "there is no remote to push to",
            hint="the tag in this clone alone: gitfix release    or: git remote add origin URL",
        )
    if work.truth.answer == "offline":
        raise Refusal("--push needs the remote", hint="leave out --offline")
    work.truth.require("try again when it is back: gitfix release --push")


def _tag(work: Workspace, incident: Incident) -> TagName | None:
    """The tag of the hotfix's version, in the repository's own spelling; None where releases are no tags."""
    if work.config.text("release.mode") == "none":
        work.note(
            "releases are no tags here (release.mode = none): the hotfix branch's commit is the release"
        )
        return None
    if not incident.tag:
        base = incident.base.commit[:7] or "no release"
        raise Refusal(
            f"the hotfix has no version: it starts at {base}, which no release tag names",
            hint="tag it yourself, then say so: "
            'gitfix run release --statement "which tag"\n'
            "releases are no tags here? gitfix config release.mode none",
        )
    return TagName(incident.tag)


def _made(work: Workspace, want: Wanted, sign: bool) -> Wanted:
    """With the tag's object; the one that is here already, where there is one."""
    if want.tag is None or want.found.local:
        return replace(want, object=want.found.local)
    text = message(work, want.incident, want.subject.head)
    # A dry run asks for no passphrase.
    how = "never" if work.settings.dry_run else wanted(work, sign)
    if how != "never":
        work.settings.progress(f"signing {want.tag}")
    object, signed = tag_object(work, want.tag, want.subject.head, text, how)
    return replace(want, object=object, signed=signed)


def _release(work: Workspace, playbook: Playbook, want: Wanted, *, push: bool) -> Outcome:
    incident, subject, tag = want.incident, want.subject, want.tag
    remote = work.config.text("push.remote") or work.remote_name
    steps: list[Step] = [_push(work, remote, want)] if push else []
    if tag and want.object and not want.found.local:
        steps.append(UpdateRef(tag.ref, work.repo.zero, want.object))
    step = next((one.id for one in playbook.steps if one.computed == "release"), "release")
    data = {
        "tag": tag or "",
        "version": incident.version,
        "object": want.object or "",
        "pushed": push,
        "remote": remote if push else "",
        "signed": want.signed,
    }
    about = {
        "branch": BranchName(incident.branch).ref,
        "head": str(subject.head),
        "tree": str(subject.tree),
    }
    draft = Draft("released", data, phase="deployment", step=step, git=about, sign=True)
    steps.append(record(work, incident.id, draft))
    plan = Plan("release", tuple(steps), incident.id)
    result = _result(work, want, "planned" if work.settings.dry_run else "released", pushed=push)
    if work.settings.dry_run:
        return Outcome(replace(result, plan=plan.rows()), notices=tuple(work.notices))
    try:
        left = execute(work.repo, plan).left_alone
    except Refusal as refusal:
        raise _explained(work, refusal, want, remote) from None
    now = load(work, incident.id)
    only = len(open_rows(work)) == 1
    following = status_of_incident(work, playbook, now, only=only).next
    if work.remote_name and not push and not incident.embargoed:
        which = "" if only else f" --incident {incident.id}"
        following = f"gitfix release --push{which}"
    result = replace(result, left_alone=tuple(left), next=following)
    return Outcome(result, notices=tuple(work.notices))


def _push(work: Workspace, remote: str, want: Wanted) -> Push:
    """Branch and tag together. A branch that is there already goes along: a newer commit on it stops the tag, too."""
    ref = HEADS + want.incident.branch
    theirs = work.truth.advertised.refs.get(ref, work.repo.zero)
    updates = [UpdateRef(ref, theirs, want.subject.head)]
    if want.tag and want.object:
        updates.append(UpdateRef(want.tag.ref, work.repo.zero, want.object))
    return Push(remote, tuple(updates))


def _already(work: Workspace, want: Wanted) -> Outcome:
    incident, tag = want.incident, want.tag
    known = incident.released
    result = _result(work, want, "already", pushed=want.found.remote)
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


def _result(work: Workspace, want: Wanted, state: State, *, pushed: bool) -> ReleaseResult:
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
        None,
        base=incident.base.tag,
    )


def _explained(work: Workspace, refusal: Refusal, want: Wanted, remote: str) -> Refusal:
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
