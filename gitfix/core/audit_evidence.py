"""Was it handled as the playbook wants: approved by another, deployed as approved, nothing left out unsaid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from gitfix.core.audit import Finding
from gitfix.core.event import Event
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.playbook import Playbook, Step
from gitfix.core.text import printable
from gitfix.core.value import dataclass

Events = Sequence[tuple[Oid, Event]]
REVIEW, DEPLOY = "review", ("deploy", "confirmation")
WITHHELD = "withheld"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Approval:
    """Somebody agreed to `tree`. `base` and `head`: the range that it is about; `solo`: to their own work."""

    event: Oid
    name: str
    email: str
    step: str
    base: str
    head: str
    tree: str
    solo: bool
    via: str = ""
    """The forge that it was fetched from; then name and address are what the forge says."""


def digests(event: Event) -> tuple[str, ...]:
    """The blobs that an event names: `log`, `report` and the list `blobs` of its data."""
    named = [event.data.get("log"), event.data.get("report")]
    more = event.data.get("blobs")
    named += more if isinstance(more, list) else []
    texts = (name.removeprefix("sha256:") for name in named if isinstance(name, str))
    return tuple(dict.fromkeys(text for text in texts if _DIGEST.fullmatch(text)))


_GIVEN = ("approved", "approval-fetched")


def approvals(events: Events, gone: Iterable[str] = ()) -> tuple[Approval, ...]:
    """Every approval; `gone`: events that were taken back."""
    left_out = set(gone)
    return tuple(
        Approval(
            oid,
            *_who(event),
            event.step or REVIEW,
            _text(event.data, "base"),
            _text(event.git, "head"),
            _text(event.git, "tree"),
            event.data.get("solo") is True,
            _text(event.data, "host"),
        )
        for oid, event in events
        if event.type in _GIVEN and oid not in left_out
    )


def _who(event: Event) -> tuple[str, str]:
    """Name and address of who approved: not of whoever fetched it."""
    if event.type == "approved":
        return event.actor.name, event.actor.email
    name = _text(event.data, "name") or _text(event.data, "login")
    return name, _text(event.data, "email")


def own_approvals(
    incident: str, given: Iterable[Approval], makers: Mapping[Oid, Iterable[str]]
) -> list[Finding]:
    """`makers`: approval → e-mail addresses of everybody who made what it is about."""
    return [
        Finding(
            incident,
            one.event,
            "approver",
            f"{printable(one.email)} approved what they made, as a review by somebody else",
        )
        for one in given
        if not one.solo
        and one.email.lower() in {email.lower() for email in makers.get(one.event, ())}
    ]


def deployed(incident: str, events: Events, given: Sequence[Approval]) -> list[Finding]:
    """What runs in production must be a tree that was approved; silent where nothing was approved at all."""
    trees = {one.tree for one in given if one.step == REVIEW and one.tree}
    if not trees:
        return []
    return [
        Finding(
            incident,
            oid,
            "deployed",
            f"{event.step}: tree {printable(_text(event.git, 'tree'))[:7]} was never approved",
        )
        for oid, event in events
        if event.step in DEPLOY
        and event.type in ("ran", "stated", "monitored")
        and _text(event.git, "tree")
        and _text(event.git, "tree") not in trees
    ]


def skipped(incident: Incident, events: Events, playbook: Playbook) -> list[Finding]:
    """Steps that a closed incident needed, that were not done, and that nobody recorded as left out."""
    if not incident.closed:
        return []
    needed = [
        step
        for step in playbook.steps
        if incident.closed in step.closing and (incident.severity or "P1") in step.required
    ]
    return [
        Finding(incident.id, "", "skipped", f"closed as {incident.closed} without {step.id}")
        for step in needed
        if step.id not in incident.overrides and not _settled(incident, events, step)
    ]


def _settled(incident: Incident, events: Events, step: Step) -> bool:
    done = incident.steps.get(step.id)
    if done is not None:
        return done.outcome == "done"
    stood = incident.closed_steps.get(step.id)
    if step.evidence == "computed" and stood is not None:
        return stood in ("done", "waived")
    if step.evidence == "computed":
        return _COMPUTED.get(step.computed, _never)(incident)
    wanted = _GIVEN if step.evidence == "approval" else ()
    return any(e.type in wanted and (e.step or REVIEW) == step.id for _, e in events)


def _never(incident: Incident) -> bool:
    return False


_COMPUTED: dict[str, Callable[[Incident], bool]] = {
    "check": lambda i: i.checked is None or i.checked.verdict != "fail",
    "release": lambda i: True,
    "postmortem": lambda i: i.postmortem is not None,
    "prevention": lambda i: bool(i.actions),
    "backport": lambda i: "backport" in i.steps,
}
"""What the record says of a step that gitfix looks up in the repository; that it says nothing of some is no gap."""


def _text(data: Mapping[str, object], key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else ""
