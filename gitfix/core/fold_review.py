"""Folds the events about people: reviews, the line's newer release taken in, and who has the incident now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gitfix.core.event import Event
from gitfix.core.incident import Base, Holder, Incident
from gitfix.core.names import Oid
from gitfix.core.review import REVIEW, Review, ReviewKind

Fold = Callable[[Incident, Oid, Event], Incident]


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else ""


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


def _number(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _review(incident: Incident, oid: Oid, event: Event, kind: ReviewKind) -> Incident:
    data, who = event.data, event.actor
    review = Review(
        kind=kind,
        step=event.step or REVIEW,
        by=who.name,
        email=who.email,
        key=who.key,
        at=event.time,
        event=oid,
        head=_text(event.git, "head"),
        tree=_text(event.git, "tree"),
        base=_text(data, "base"),
        reason=_text(data, "reason"),
        to=_texts(data, "to"),
        deadline=_number(data, "deadline"),
    )
    return replace(incident, reviews=(*incident.reviews, review))


def _requested(incident: Incident, oid: Oid, event: Event) -> Incident:
    return _review(incident, oid, event, "requested")


def _approved(incident: Incident, oid: Oid, event: Event) -> Incident:
    solo = event.data.get("solo") is True
    return _review(incident, oid, event, "self-approved" if solo else "approved")


def _rejected(incident: Incident, oid: Oid, event: Event) -> Incident:
    return _review(incident, oid, event, "rejected")


def _refreshed(incident: Incident, oid: Oid, event: Event) -> Incident:
    """The base moves; the targets' tips of the day the branch was made stay what they are."""
    base = event.data.get("base")
    if not isinstance(base, dict) or not _text(base, "commit"):
        return incident
    moved = Base(_text(base, "tag"), _text(base, "commit"), _text(base, "version"))
    return replace(
        incident,
        previous=incident.base,
        base=moved,
        version=_text(event.data, "version") or incident.version,
        refreshes=(*incident.refreshes, *_texts(event.data, "merges")),
    )


def _handed_over(incident: Incident, oid: Oid, event: Event) -> Incident:
    to, note = _text(event.data, "to"), _text(event.data, "note")
    return replace(incident, holder=Holder(to, "", event.actor.name, event.time, oid, note))


def _resumed(incident: Incident, oid: Oid, event: Event) -> Incident:
    who = event.actor
    return replace(incident, holder=Holder(who.name, who.email, who.name, event.time, oid))


FOLDS: dict[str, Fold] = {
    "review-requested": _requested,
    "approved": _approved,
    "rejected": _rejected,
    "refreshed": _refreshed,
    "handed-over": _handed_over,
    "resumed": _resumed,
}
UNDOES: dict[str, tuple[str, ...]] = {
    "review": ("review-requested", "approved", "rejected"),
    "refresh": ("refreshed",),
    "handover": ("handed-over",),
    "resume": ("resumed",),
}
"""The events that each command records, by the command that an undo takes back."""
