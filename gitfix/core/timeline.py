"""The events of an incident as rows that people read: when, what, who, and the event that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gitfix.core.event import Event
from gitfix.core.names import Oid
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class TimelineRow:
    """One row. `time` is ISO 8601, UTC; `event` the full id of the event."""

    time: str
    what: str
    who: str
    event: str


def timeline(events: Iterable[tuple[Oid, Event]]) -> tuple[TimelineRow, ...]:
    """The rows of `events`, in the record's order.

    What only tells about the post-mortem itself is left out: writing it would otherwise change it. The same
    thing said again by the same person right away is one row.
    """
    rows: list[TimelineRow] = []
    for oid, event in events:
        if event.type == "postmortem-written" or event.data.get("what") == "postmortem":
            continue
        row = TimelineRow(event.time, _what(event), event.actor.name, oid)
        if rows and (rows[-1].what, rows[-1].who) == (row.what, row.who):
            continue
        rows.append(row)
    return tuple(rows)


def people(events: Iterable[tuple[Oid, Event]]) -> tuple[str, ...]:
    """Everybody who recorded something, in order of appearance."""
    return tuple(dict.fromkeys(event.actor.name for _, event in events if event.actor.name))


def _what(event: Event) -> str:
    describe = _WORDS.get(event.type)
    if describe:
        return describe(event.data)
    words = event.type.replace("-", " ")
    detail = _text(event.data, "summary") or _text(event.data, "text") or event.step
    return f"{words}: {detail}" if detail else words


def _text(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, str) else ""


def _opened(data: Mapping[str, Any]) -> str:
    summary = _text(data, "summary")
    return f"incident opened: {summary}" if summary else "incident opened"


def _triaged(data: Mapping[str, Any]) -> str:
    severity, summary = _text(data, "severity"), _text(data, "summary")
    said = [f"severity {severity}" if severity else "", summary]
    return "triage: " + (", ".join(filter(None, said)) or "more facts")


def _branched(data: Mapping[str, Any]) -> str:
    base = data.get("base")
    origin = _text(base, "tag") or _text(base, "commit")[:7]
    return f"hotfix branch {_text(data, 'branch')}" + (
        f" opened at {origin}" if origin else " opened"
    )


def _checked(data: Mapping[str, Any]) -> str:
    head = _text(data, "head")[:7]
    return f"check: {_text(data, 'verdict')}" + (f" at {head}" if head else "")


def _waived(data: Mapping[str, Any]) -> str:
    path = _text(data, "path")
    where = f" for {path}" if path else ""
    return f"rule {_text(data, 'rule')} waived{where}: {_text(data, 'reason')}"


def _backported(data: Mapping[str, Any]) -> str:
    targets = data.get("targets")
    rows = targets if isinstance(targets, list) else []
    said = [f"{_text(row, 'branch')} {_text(row, 'state')}" for row in rows if _text(row, "branch")]
    return "fix carried: " + (", ".join(said) or "nothing to do")


def _released(data: Mapping[str, Any]) -> str:
    name = _text(data, "tag") or _text(data, "version")
    return f"released {name}" if name else "released"


def _undone(data: Mapping[str, Any]) -> str:
    return f"{_text(data, 'what') or 'the last operation'} taken back"


def _closed(data: Mapping[str, Any]) -> str:
    kind = _text(data, "as")
    return f"incident closed as {kind}" if kind else "incident closed"


def _noted(data: Mapping[str, Any]) -> str:
    return _text(data, "text") or "note"


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "opened": _opened,
    "triaged": _triaged,
    "branched": _branched,
    "checked": _checked,
    "waived": _waived,
    "waiver-ended": lambda data: "a waiver ended",
    "backported": _backported,
    "released": _released,
    "undone": _undone,
    "closed": _closed,
    "noted": _noted,
}
