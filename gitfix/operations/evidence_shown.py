"""The evidence that the repository shows now: the check, the tag, things to do, the post-mortem, and the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import TAGS, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.operations.evidence_recorded import recorded
from gitfix.operations.next_command import paused, prepared

if TYPE_CHECKING:
    from gitfix.core.status import StepStatus
    from gitfix.operations.case import Case


def released(case: Case, blank: StepStatus) -> StepStatus:
    """A release tag of the hotfix's version that holds the hotfix."""
    tag = case.incident.tag
    if not tag:
        return recorded(case, blank)
    commit = case.work.repo.refs.commit(TAGS + tag) if case.work.repo.refs.get(TAGS + tag) else None
    known = case.incident.released
    if commit is None and known and known.tag == tag and known.pushed:
        # A colleague has released it: the tag is on the remote, and tags are never fetched by themselves.
        commit = Oid(known.commit)
    if commit is None:
        return blank
    if case.head and case.head != commit and not case.work.repo.history.contains(commit, case.head):
        return replace(blank, state="failed", note=f"{tag} is there and does not hold the fix")
    return replace(blank, state="done", by=recorded(case, blank).by)


def prevented(case: Case, blank: StepStatus) -> StepStatus:
    """At least one thing to do about it, with somebody who does it."""
    actions = case.incident.actions
    if not actions:
        return recorded(case, blank)
    last = actions[-1]
    return replace(blank, state="done", event=last.event)


def checked(case: Case, blank: StepStatus) -> StepStatus:
    """`gitfix check`, run now on the hotfix branch; the recorded one where the branch is not here."""
    from gitfix.operations.check_commit import check_commit

    last = case.incident.checked
    if case.head is None:
        if last is None:
            here = replace(blank, note="the branch is not in this clone")
            return here if case.incident.branch else blank
        state = replace(blank, by=last.by, at=last.at, event=last.event)
        return replace(state, state="failed" if last.verdict == "fail" else "done")
    if not case.has_commits:
        return replace(blank, note="no commits yet")
    if _taken_out(case):
        return replace(
            blank, state="stale", note="this very fix was rolled back: change it, commit"
        )
    try:
        report = check_commit(case.work, case.head, branch=case.incident.branch)
    except Refusal as refusal:
        return replace(blank, note=refusal.message)
    if last and last.head == case.head:
        blank = replace(blank, by=last.by, at=last.at, event=last.event)
    if report.verdict == "fail":
        return replace(blank, state="failed", note=plural(report.open("error"), "error"))
    return replace(blank, state="done")


def _taken_out(case: Case) -> bool:
    """Whether exactly this was rolled back, and nobody has approved it again since."""
    back = case.incident.went_back
    if back is None or not back.tree or back.tree != case.tree:
        return False
    # The fold drops what was said of the tree before.
    return all(one.tree != back.tree or one.kind == "requested" for one in case.incident.reviews)


def written(case: Case, blank: StepStatus) -> StepStatus:
    """The post-mortem, landed and with all its questions answered; or prepared, and waiting for a push."""
    from gitfix.operations.postmortem_standing import unanswered

    said = recorded(case, blank)
    waits = prepared(case, "postmortem")
    left = unanswered(case.work, case.incident, prepared=False)
    request = case.incident.postmortem_request
    # A request that is not merged yet has put it nowhere that this clone sees.
    landed = not left and not (left is None and request)
    if (not waits and (landed or not said.settled)) or (said.settled and landed):
        return said
    asked = unanswered(case.work, case.incident)
    if asked:
        count = plural(len(asked), "question waits", "questions wait")
        # Carrying the fix does not wait for them.
        return replace(blank, note=f"{count} for an answer: {', '.join(asked[:3])}", waits=True)
    if request:
        where = f": {request.url}" if request.url else ""
        return replace(blank, note=f"offered, its request is not merged yet{where}", waits=True)
    return replace(blank, note="prepared, goes along with gitfix backport --push", waits=True)


def backported(case: Case, blank: StepStatus) -> StepStatus:
    """Every target has the fix, by content, as far as this clone knows the targets."""
    from gitfix.operations.spread import spread

    said = recorded(case, blank)
    if not case.incident.branch or (case.head is not None and not case.has_commits):
        return blank
    try:
        arrived = spread(case.work, case.incident)
    except Refusal as refusal:
        return replace(said, note="") if said.settled else replace(blank, note=refusal.message)
    missing = [one.branch for one in arrived if one.found != "there"]
    if not missing:
        return replace(said, state="done")
    note = f"not on {', '.join(missing)}"
    if stuck := paused(case):
        note = f"paused, conflict on {', '.join(stuck)}: gitfix backport --continue"
    elif case.incident.paused:
        note += f"; paused in another clone, conflict on {', '.join(case.incident.paused)}"
    # Only what was everywhere, or at these branches, can be lost again; a part of the targets is just not all yet.
    rows = case.incident.backports
    lost = case.head != case.incident.backport_head or any(branch in rows for branch in missing)
    return (
        replace(said, state="stale", note=note)
        if said.settled and lost
        else replace(blank, note=note)
    )
