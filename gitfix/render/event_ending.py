"""Events of the end: prevention, backport, post-mortem, and the record itself, in words."""

from __future__ import annotations

from gitfix.core.text import plural, shorten
from gitfix.render.event_kit import LONGEST, Data, Say, rows, text


def _action_added(data: Data) -> str:
    return f"wants {text(data, 'owner')} to do: {shorten(text(data, 'text'), LONGEST)}"


def _action_done(data: Data) -> str:
    return f"did: {shorten(text(data, 'text'), LONGEST)}"


def _backported(data: Data) -> str:
    found = rows(data, "targets")
    names = [text(row, "branch") for row in found if row.get("state") in ("merged", "picked")]
    left = [text(row, "branch") for row in found if row.get("state") == "prepared"]
    there = len(found) - len(names) - len(left)
    said = f"carried the fix to {', '.join(names)}" if names else "carried the fix nowhere"
    said += f" ({plural(there, 'branch', 'branches')} had it already)" if there else ""
    return said + (f"; it was not taken for {', '.join(left)}" if left else "")


def _paused(data: Data) -> str:
    found = rows(data, "targets")
    return f"paused the backport: conflict on {', '.join(text(row, 'branch') for row in found)}"


def _proposed(data: Data) -> str:
    found = rows(data, "targets")
    names = ", ".join(text(row, "branch") for row in found)
    return f"offered the fix by {plural(len(found), 'request')}: {names}"


def _aborted(data: Data) -> str:
    return "gave the paused backport up"


def _postmortem(data: Data) -> str:
    return f"wrote the post-mortem {text(data, 'path')}"


def _postmortem_proposed(data: Data) -> str:
    return f"offered the post-mortem to {text(data, 'branch')} by a request"


def _undone(data: Data) -> str:
    return f"took back the last {text(data, 'what')} {text(data, 'how')}".rstrip()


def _closed(data: Data) -> str:
    said = f"closed the incident as {text(data, 'as') or 'closed'}"
    there = [
        f"{text(row, 'how')} on {text(row, 'branch')} as {text(row, 'now')[:7]}"
        for row in rows(data, "rewritten")
    ]
    return f"{said}; the fix was {', '.join(there)}" if there else said


def _noted(data: Data) -> str:
    return f"noted: {text(data, 'text')}"


def _withheld(data: Data) -> str:
    return f"withheld a log or report: {shorten(text(data, 'reason'), LONGEST)}"


def _merged(data: Data) -> str:
    return "the records of two laptops met"


WORDS: dict[str, Say] = {
    "action-added": _action_added,
    "action-done": _action_done,
    "backported": _backported,
    "backport-paused": _paused,
    "backport-proposed": _proposed,
    "backport-aborted": _aborted,
    "postmortem-written": _postmortem,
    "postmortem-proposed": _postmortem_proposed,
    "undone": _undone,
    "closed": _closed,
    "noted": _noted,
    "withheld": _withheld,
    "merged": _merged,
}
