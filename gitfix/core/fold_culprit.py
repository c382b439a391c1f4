"""The introducing commit on its way into an event, and back out of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gitfix.core.culprit import (
    TIERS,
    Arrival,
    Candidate,
    Culprit,
    CulpritResult,
    HeldBy,
    Other,
    Size,
    Tier,
)
from gitfix.core.event import Event
from gitfix.core.fold_kit import Fold, text, texts, whole
from gitfix.core.incident import Incident
from gitfix.core.names import Oid
from gitfix.core.text import printable
from gitfix.core.value import replace

RUNNERS_UP = 5
"""Other candidates that are recorded."""
TAGS_KEPT = 200
"""Affected releases that are recorded: the newest."""


def event_data(result: CulpritResult, test: str) -> dict[str, object]:
    """The data of the event `culprit` for the first candidate; `test` without secrets."""
    first, *others = result.candidates
    return {
        "commit": str(first.commit),
        "confidence": first.confidence,
        "tier": first.tier,
        "confirmed": result.confirmed,
        "reason": printable(first.reason),
        "subject": printable(first.subject),
        "committed_at": first.committed_at,
        "first_tag": first.first_tag,
        "age_days": first.age_days,
        "merge": {
            "commit": first.merge.commit,
            "subject": printable(first.merge.subject),
            "number": first.merge.number,
        },
        "affected_tags": list(first.affected_tags[-TAGS_KEPT:]),
        "lines": [
            {"branch": one.branch, "how": one.how, "commit": one.commit} for one in first.lines
        ],
        "size": vars(first.size).copy(),
        "uncovered": printable(first.uncovered),
        "others": [
            {"commit": str(one.commit), "confidence": one.confidence, "tier": one.tier}
            for one in others[:RUNNERS_UP]
        ],
        "test": test,
    }


def _culprit(incident: Incident, oid: Oid, event: Event) -> Incident:
    data = event.data
    commit = text(data, "commit")
    if not commit:
        return incident
    merge, size = _inner(data, "merge"), _inner(data, "size")
    days = data.get("age_days")
    found = Candidate(
        commit=Oid(commit),
        confidence=_share(data),
        tier=_tier(data),
        first_tag=text(data, "first_tag"),
        age_days=days if isinstance(days, int) and not isinstance(days, bool) else None,
        reason=text(data, "reason"),
        subject=text(data, "subject"),
        committed_at=text(data, "committed_at"),
        merge=Arrival(text(merge, "commit"), text(merge, "subject"), whole(merge, "number")),
        affected_tags=texts(data, "affected_tags"),
        lines=tuple(
            HeldBy(text(row, "branch"), "picked" if row.get("how") == "picked" else "contains", text(row, "commit"))
            for row in _rows(data, "lines")
        ),
        size=Size(whole(size, "files"), whole(size, "added"), whole(size, "deleted")),
        uncovered=text(data, "uncovered"),
    )  # fmt: skip
    others = tuple(
        Other(text(row, "commit"), _share(row), _tier(row)) for row in _rows(data, "others")
    )
    made = Culprit(
        found,
        data.get("confirmed") is True,
        others,
        text(data, "test"),
        text(event.git, "head"),
        text(event.git, "tree"),
        event.actor.name,
        event.time,
        oid,
    )
    return replace(incident, culprit=made)


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _share(data: Mapping[str, Any]) -> float:
    value = data.get("confidence")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return min(max(float(value), 0.0), 1.0)


def _tier(data: Mapping[str, Any]) -> Tier:
    said = text(data, "tier")
    return next((tier for tier in TIERS if tier == said), "guess")


FOLDS: dict[str, Fold] = {"culprit": _culprit}
