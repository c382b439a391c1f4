"""What the record says of the release of the fix, and of going back."""

from __future__ import annotations

from gitfix.core.endings import exit_words
from gitfix.core.fold_kit import text, whole
from gitfix.core.incident_fold import taken_back
from gitfix.core.told import Events, last
from gitfix.core.value import dataclass


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


def released(events: Events) -> ReleaseRow | None:
    """The release of the fix, as `gitfix release` recorded it last."""
    last_one = last(events, "released")
    if last_one is None:
        return None
    oid, event = last_one
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
    found: list[RollbackRow] = []
    for oid, event in events:
        what = _ROLLBACK.get(event.type)
        if what is None or oid in gone:
            continue
        data, command = event.data, event.command or {}
        code = command.get("exit_code")
        passed = (
            "passed"
            if code == 0
            else f"failed, {exit_words(code)}"
            if isinstance(code, int)
            else ""
        )
        result = ", ".join(filter(None, (text(data, "score"), passed, text(data, "why"))))
        row = RollbackRow(
            what, text(data, "from"), text(data, "to"), result, whole(command, "ms"),
            event.actor.name, event.time, oid,
        )  # fmt: skip
        if what == "planned":
            found = [one for one in found if one.what != "planned"]
        found.append(row)
    return tuple(found)
