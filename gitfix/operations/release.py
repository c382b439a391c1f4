"""`gitfix release`: the tag of the hotfix, pushed together with its branch, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, BranchName
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import Plan, Push, Step, UpdateRef
from gitfix.core.value import replace
from gitfix.git.execute import execute
from gitfix.operations.case import Case
from gitfix.operations.commits import require_identity
from gitfix.operations.embargo import require_public
from gitfix.operations.incident_rows import open_rows
from gitfix.operations.playbook import load_playbook
from gitfix.operations.recording import Draft, record
from gitfix.operations.release_gate import opened, steps_settled
from gitfix.operations.release_message import message
from gitfix.operations.release_number import Standing, nothing_newer, standing, tag_of
from gitfix.operations.release_outcome import Wanted, already, explained, result_of
from gitfix.operations.release_prepare import say_what_is_unprepared
from gitfix.operations.release_sign import tag_object, wanted
from gitfix.operations.status import status_of_incident
from gitfix.operations.subject import subject_of
from gitfix.operations.which import load
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook
    from gitfix.core.settings import Settings


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
    tag = tag_of(work, incident_found)
    found = standing(work, incident_found, tag, subject.head) if tag else Standing()
    want = Wanted(incident_found, subject, tag, found)
    if found.remote or (found.local and not push):
        return already(work, want)
    nothing_newer(work, incident_found, subject.head)
    say_what_is_unprepared(work, incident_found, subject)
    playbook = load_playbook(work)
    step = next((one for one in playbook.steps if one.computed == "release"), None)
    steps_settled(Case(work, incident_found, subject.head), playbook, step)
    return _release(work, playbook, _made(work, want, sign), push=push)


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
    result = result_of(work, want, "planned" if work.settings.dry_run else "released", pushed=push)
    if work.settings.dry_run:
        return Outcome(replace(result, plan=plan.rows()), notices=tuple(work.notices))
    try:
        left = execute(work.repo, plan).left_alone
    except Refusal as refusal:
        raise explained(work, refusal, want, remote) from None
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
