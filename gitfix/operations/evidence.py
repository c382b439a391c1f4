"""The evidence for each step of the playbook: what the record says, or what the repository shows now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.rollback import enough
from gitfix.core.status import StepStatus
from gitfix.core.value import replace
from gitfix.operations.approval import approved
from gitfix.operations.case import Case
from gitfix.operations.evidence_recorded import overridden, recorded
from gitfix.operations.evidence_shown import backported, checked, prevented, released, written

if TYPE_CHECKING:
    from gitfix.core.playbook import Step


Evidence = Callable[[Case, StepStatus], StepStatus]


def status_of(case: Case, step: Step, role: str) -> StepStatus:
    """Where `step` stands: what its evidence says, and what was recorded to go on without it."""
    blank = StepStatus(step.id, step.phase, role, "open", title=step.title)
    find = COMPUTED[step.computed] if step.evidence == "computed" else RECORDED[step.evidence]
    if step.evidence == "approval" and not step.bound:
        found = approved(case, blank, bound=False)
    else:
        found = find(case, blank)
    if step.computed == "rollback":
        found = _ready_enough(case, step, found)
    if step.bound and found.state == "done":
        found = _still_bound(case, found)
    if step.id == PROVED and found.settled and not found.note:
        found = replace(found, note=_proof(case))
    return found if found.settled else overridden(case, found)


def _ready_enough(case: Case, step: Step, found: StepStatus) -> StepStatus:
    """The score that the playbook wants at this severity; a person's word is what it is."""
    readiness, done = case.incident.readiness, case.incident.steps.get(step.id)
    if readiness is None or done is None or done.event != readiness.event:
        return found
    words = readiness.score.replace("-", " ")
    if enough(readiness.score, step.score.get(case.incident.severity, "at-risk")):
        return replace(found, state="done", note="" if readiness.score == "ready" else words)
    return replace(found, state="failed", note=words)


PROVED = "verification"
"""The step that shows what `gitfix prove` said; it settles nothing."""


def _proof(case: Case) -> str:
    """What the last proof said, while the fix is what it was about."""
    proof = case.incident.proof
    if proof is None or proof.verdict != "proved" or proof.tree != case.tree:
        return ""
    return f"proved: its test is red on {proof.tag or 'the base'}, green with the fix"


def _still_bound(case: Case, found: StepStatus) -> StepStatus:
    """Evidence that was given for another tree is stale."""
    done = case.incident.steps.get(found.id)
    if done is None or not done.tree or case.tree is None or done.tree == case.tree:
        return found
    return replace(found, state="stale", note="the fix has changed since")


RECORDED: dict[str, Evidence] = {
    "statement": recorded,
    "command": recorded,
    "approval": approved,
}
COMPUTED: dict[str, Evidence] = {
    "check": checked,
    "release": released,
    "rollback": recorded,
    "postmortem": written,
    "prevention": prevented,
    "backport": backported,
}
"""What a step of the playbook may name as its evidence."""
