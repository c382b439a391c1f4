"""Folds the events about people: reviews, the line's newer release taken in, and who has the incident now."""

from __future__ import annotations

from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, text, texts, whole
from gitfix.core.fold_opening import base_of
from gitfix.core.incident import Holder, Incident
from gitfix.core.names import Oid
from gitfix.core.review import REVIEW, Review, ReviewKind
from gitfix.core.value import replace


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
        head=text(event.git, "head"),
        tree=text(event.git, "tree"),
        base=text(data, "base"),
        reason=text(data, "reason"),
        to=texts(data, "to"),
        deadline=whole(data, "deadline"),
    )
    return replace(incident, reviews=(*incident.reviews, review))


def _requested(incident: Incident, oid: Oid, event: Event) -> Incident:
    return _review(incident, oid, event, "requested")


def _approved(incident: Incident, oid: Oid, event: Event) -> Incident:
    solo = event.data.get("solo") is True
    return _review(incident, oid, event, "self-approved" if solo else "approved")


def _fetched(incident: Incident, oid: Oid, event: Event) -> Incident:
    """Whoever fetched it has signed the event, perhaps; whoever approved has not."""
    data = event.data
    who = text(data, "name") or text(data, "login")
    review = Review(
        kind="approved",
        step=event.step or REVIEW,
        by=f"{who} on {text(data, 'host')}",
        email=text(data, "email"),
        key="",
        at=text(data, "at") or event.time,
        event=oid,
        head=text(event.git, "head"),
        tree=text(event.git, "tree"),
        base=text(data, "base"),
        via=text(data, "url"),
    )
    return replace(incident, reviews=(*incident.reviews, review))


def _rejected(incident: Incident, oid: Oid, event: Event) -> Incident:
    return _review(incident, oid, event, "rejected")


def _refreshed(incident: Incident, oid: Oid, event: Event) -> Incident:
    """The base moves; the targets' tips of the day the branch was made stay what they are."""
    base = base_of(event.data.get("base"))
    if not base.commit:
        return incident
    version = text(event.data, "version")
    moved = bool(version) and version != incident.version
    return replace(
        incident,
        previous=incident.base,
        base=base,
        version=version or incident.version,
        tag=text(event.data, "tag") if moved else incident.tag,
        refreshes=(*incident.refreshes, *texts(event.data, "merges")),
    )


def _handed_over(incident: Incident, oid: Oid, event: Event) -> Incident:
    to, note = text(event.data, "to"), text(event.data, "note")
    return replace(incident, holder=Holder(to, "", event.actor.name, event.time, oid, note))


def _resumed(incident: Incident, oid: Oid, event: Event) -> Incident:
    who = event.actor
    return replace(incident, holder=Holder(who.name, who.email, who.name, event.time, oid))


FOLDS: dict[str, Fold] = {
    "review-requested": _requested,
    "approved": _approved,
    "rejected": _rejected,
    "approval-fetched": _fetched,
    "refreshed": _refreshed,
    "handed-over": _handed_over,
    "resumed": _resumed,
}
