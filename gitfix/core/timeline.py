"""The events of an incident as rows that people read: when, what, who, and the event or commit that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gitfix.core.event import Event
from gitfix.core.names import Oid
from gitfix.core.value import dataclass
from gitfix.core.when import seconds

SILENT = ("postmortem-written", "postmortem-proposed", "merged")
"""What is no news to a reader: writing the post-mortem would change it, and that two laptops met."""


@dataclass(frozen=True)
class TimelineRow:
    """One row. `time` is ISO 8601, UTC; `event` the full id of the event or commit, empty for what a person stated."""

    time: str
    what: str
    who: str
    event: str


def timeline(
    events: Iterable[tuple[Oid, Event]],
    say: Callable[[Event], str],
    more: Iterable[TimelineRow] = (),
) -> tuple[TimelineRow, ...]:
    """The rows of `events` in the record's order, in the words of `say`; `more` (from git) come in by their time.

    The same thing said again by the same person right away is one row.
    """
    rows: list[TimelineRow] = []
    for oid, event in events:
        if event.type in SILENT or event.data.get("what") in ("postmortem", "postmortem --pr"):
            continue
        row = TimelineRow(event.time, say(event), event.actor.name, oid)
        if rows and (rows[-1].what, rows[-1].who) == (row.what, row.who):
            continue
        rows.append(row)
    for row in sorted(more, key=lambda row: seconds(row.time)):
        rows.insert(_place(rows, seconds(row.time)), row)
    return tuple(rows)


def _place(rows: Sequence[TimelineRow], time: int) -> int:
    """Before the first row that is later: clocks differ, and the record's own order is not touched."""
    later = (at for at, row in enumerate(rows) if seconds(row.time) > time)
    return next(later, len(rows))


def people(events: Iterable[tuple[Oid, Event]]) -> tuple[str, ...]:
    """Everybody who recorded something, in order of appearance."""
    names = (event.actor.name for _, event in events if event.type != "merged")
    return tuple(dict.fromkeys(filter(None, names)))
