"""What the record says of the introducing commit."""

from __future__ import annotations

from gitfix.core.fold_kit import text, texts, whole
from gitfix.core.told import Events, inner, last, rows
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Introduced:
    """The introducing commit. `confidence`: from 0 to 1; `confirmed`: a test is red at it and green at its parent.

    `merge`: what brought it in, `number` its pull or merge request (0: none named); `lines`: open lines that hold it.
    """

    commit: str
    subject: str
    confidence: float
    tier: str
    confirmed: bool
    reason: str
    committed_at: str
    first_tag: str
    age_days: int | None
    merge: str
    merge_subject: str
    number: int
    affected: tuple[str, ...]
    lines: tuple[str, ...]
    files: int
    added: int
    deleted: int
    uncovered: str
    others: tuple[str, ...]
    test: str
    event: str


def introduced(events: Events) -> Introduced | None:
    """The introducing commit as last recorded; None where nobody looked."""
    found = last(events, "culprit")
    if found is None or not text(found[1].data, "commit"):
        return None
    oid, event = found
    data = event.data
    merge, size = inner(data, "merge"), inner(data, "size")
    days = data.get("age_days")
    share = data.get("confidence")
    return Introduced(
        text(data, "commit"),
        text(data, "subject"),
        float(share) if isinstance(share, int | float) and not isinstance(share, bool) else 0.0,
        text(data, "tier"),
        data.get("confirmed") is True,
        text(data, "reason"),
        text(data, "committed_at"),
        text(data, "first_tag"),
        days if isinstance(days, int) and not isinstance(days, bool) else None,
        text(merge, "commit"),
        text(merge, "subject"),
        whole(merge, "number"),
        texts(data, "affected_tags"),
        tuple(text(row, "branch") for row in rows(data, "lines")),
        whole(size, "files"),
        whole(size, "added"),
        whole(size, "deleted"),
        text(data, "uncovered"),
        tuple(text(row, "commit") for row in rows(data, "others")),
        text(data, "test"),
        oid,
    )
