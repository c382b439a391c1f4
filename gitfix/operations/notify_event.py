"""What people are told about next, and whether that is so as far as the record knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.outcome import Refusal

if TYPE_CHECKING:
    from gitfix.core.incident import Incident

CONFIRMATION = "confirmation"
_SAID = {
    "released": "the fix is released",
    "deployed": "the fix is deployed",
    "confirmed": "the fix is confirmed",
    "rolled-back": "production went back",
    "closed": "the incident is closed",
}


def last_event(incident: Incident) -> str:
    """The last thing that people are told about."""
    if incident.closed:
        return "closed"
    if taken_out(incident):
        return "rolled-back"
    for event in ("confirmed", "deployed", "released"):
        if on_record(incident, event):
            return event
    return "opened"


def on_record(incident: Incident, event: str) -> bool:
    """Whether the record says that it has happened."""
    done = {id for id, step in incident.steps.items() if step.outcome == "done"}
    return {
        "opened": True,
        "released": incident.released is not None or "release" in done,
        "deployed": DEPLOY in done,
        "confirmed": CONFIRMATION in done,
        "rolled-back": incident.went_back is not None,
        "closed": bool(incident.closed),
    }[event]


def taken_out(incident: Incident) -> bool:
    """Whether production went back, and nothing was deployed since."""
    return incident.went_back is not None and not on_record(incident, "deployed")


def stands(incident: Incident, event: str) -> str:
    """Refusal where the record says the opposite of what people would be told; a note where it says nothing of it."""
    if event in ("deployed", "confirmed") and taken_out(incident):
        assert incident.went_back is not None
        raise Refusal(
            f"production went back to {incident.went_back.target}, and nothing was deployed since",
            found=(f"that the fix is {event} is not so",),
            hint="gitfix notify rolled-back\n"
            'when it was deployed by hand: gitfix run deploy --statement "how, and what was seen"',
        )
    if on_record(incident, event):
        return ""
    return f"nothing on record says that {_SAID[event]}"
