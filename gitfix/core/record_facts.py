"""What single events say that a post-mortem needs: the introducing commit, the release, rollback, messages, metrics.

Read from the events' own data: an event of another version or with parts missing gives what it has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.event import Event
from gitfix.core.fold_kit import text, texts, whole
from gitfix.core.incident_fold import taken_back
from gitfix.core.names import Oid
from gitfix.core.value import dataclass

Events = Sequence[tuple[Oid, Event]]


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


@dataclass(frozen=True)
class ReleaseRow:
    """A release of the fix."""

    tag: str
    version: str
    commit: str
    tree: str
    signed: bool
    who: str
    at: str
    event: str


@dataclass(frozen=True)
class RollbackRow:
    """Something about going back. `what`: planned, rehearsed, rolled back or failed; `ms`: how long it took."""

    what: str
    start: str
    target: str
    result: str
    ms: int
    who: str
    at: str
    event: str


@dataclass(frozen=True)
class MessageRow:
    """A message that was sent. `audience`: internal, customers, …, as the channel says."""

    subject: str
    channel: str
    audience: str
    state: str
    who: str
    at: str
    event: str


@dataclass(frozen=True)
class MetricFact:
    """A metric of the last monitoring, in a few numbers; empty where it had none. The series is a log beside it."""

    name: str
    phase: str
    why: str
    samples: int
    baseline: str
    first: str
    last: str
    least: str
    most: str
    at: str
    event: str


_NUMBERS = ("baseline", "first", "last", "least", "most")


def metrics(events: Events) -> tuple[MetricFact, ...]:
    """The metrics of the last `monitored` event."""
    found = _last(events, "monitored")
    if found is None:
        return ()
    oid, event = found
    return tuple(
        MetricFact(
            text(row, "name"),
            text(row, "phase"),
            text(row, "why"),
            whole(row, "samples"),
            at=event.time,
            event=oid,
            **{key: _number(row.get(key)) for key in _NUMBERS},
        )
        for row in _rows(event.data, "metrics")
    )


def _number(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return (
        f"{value:g}" if isinstance(value, int | float) else value if isinstance(value, str) else ""
    )


def introduced(events: Events) -> Introduced | None:
    """The introducing commit as last recorded; None where nobody looked."""
    found = _last(events, "culprit")
    if found is None or not text(found[1].data, "commit"):
        return None
    oid, event = found
    data = event.data
    merge, size = _inner(data, "merge"), _inner(data, "size")
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
        tuple(text(row, "branch") for row in _rows(data, "lines")),
        whole(size, "files"),
        whole(size, "added"),
        whole(size, "deleted"),
        text(data, "uncovered"),
        tuple(text(row, "commit") for row in _rows(data, "others")),
        text(data, "test"),
        oid,
    )


def released(events: Events) -> ReleaseRow | None:
    """The release of the fix, as `gitfix release` recorded it last."""
    found = _last(events, "released")
    if found is None:
        return None
    oid, event = found
    data, git = event.data, event.git
    return ReleaseRow(
        text(data, "tag"),
        text(data, "version"),
        text(git, "head"),
        text(git, "tree"),
        data.get("signed") is True,
        event.actor.name,
        event.time,
        oid,
    )


_ROLLBACK = {
    "rollback-planned": "planned",
    "rollback-rehearsed": "rehearsed",
    "rollback-failed": "failed",
    "rolled-back": "rolled back",
}


def rollbacks(events: Events) -> tuple[RollbackRow, ...]:
    """Plans, rehearsals and the real thing, in the record's order; of several plans the last."""
    gone = taken_back(events)
    rows: list[RollbackRow] = []
    for oid, event in events:
        what = _ROLLBACK.get(event.type)
        if what is None or oid in gone:
            continue
        data, command = event.data, event.command or {}
        code = command.get("exit_code")
        passed = "passed" if code == 0 else f"failed, exit code {code}" if code is not None else ""
        result = ", ".join(filter(None, (text(data, "score"), passed, text(data, "why"))))
        row = RollbackRow(
            what, text(data, "from"), text(data, "to"), result, whole(command, "ms"),
            event.actor.name, event.time, oid,
        )  # fmt: skip
        if what == "planned":
            rows = [one for one in rows if one.what != "planned"]
        rows.append(row)
    return tuple(rows)


def messages(events: Events) -> tuple[MessageRow, ...]:
    """The messages that were sent, one row per channel."""
    gone = taken_back(events)
    rows: list[MessageRow] = []
    for oid, event in events:
        if event.type != "notified" or oid in gone:
            continue
        who, at = event.actor.name, event.time
        subject = text(event.data, "subject") or text(event.data, "event") or event.step
        sent = _rows(event.data, "channels") or [event.data]
        rows += [
            MessageRow(
                text(one, "subject") or subject,
                text(one, "channel") or text(one, "name"),
                text(one, "audience") or text(one, "kind"),
                text(one, "state"),
                who,
                at,
                oid,
            )
            for one in sent
        ]
    return tuple(rows)


def _last(events: Events, type: str) -> tuple[Oid, Event] | None:
    gone = taken_back(events)
    return next(
        ((oid, event) for oid, event in reversed(events) if event.type == type and oid not in gone),
        None,
    )


def _inner(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
