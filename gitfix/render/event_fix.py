"""Events of triage and the fix, in words."""

from __future__ import annotations

from gitfix.core.text import plural, shorten
from gitfix.render.event_kit import LONGEST, Data, Say, because, text, texts


def _opened(data: Data) -> str:
    stated = "" if data.get("severity_stated") else " until somebody says otherwise"
    return f"opened the incident, {text(data, 'severity')}{stated}"


def _triaged(data: Data) -> str:
    return f"said how bad it is: {text(data, 'severity')}"


def _branched(data: Data) -> str:
    base = data.get("base")
    tag = text(base, "tag") or text(base, "commit")[:7] if isinstance(base, dict) else ""
    return f"made {text(data, 'branch')}" + (f" from {tag}" if tag else "")


def _disclosed(data: Data) -> str:
    return "disclosed it: it is public from now on"


def _checked(data: Data) -> str:
    return f"checked {text(data, 'head')[:7]}: {text(data, 'verdict')}"


def _proved(data: Data) -> str:
    base = data.get("base")
    tag = text(base, "tag") or text(base, "commit")[:7] if isinstance(base, dict) else "the tag"
    said = {
        "proved": f"proved the fix: its test is red on {tag}, green with it",
        "not_red": f"ran the fix's test on {tag}: it does not see the bug",
        "not_green": "ran the fix's test: it is not green",
    }
    return said.get(text(data, "verdict"), "ran the fix's test: it answers now so, now so")


def _minimized(data: Data) -> str:
    dropped = data.get("dropped")
    count = len(dropped) if isinstance(dropped, list) else 0
    units = data.get("units")
    total = units if isinstance(units, int) else count
    if not count:
        return (
            "looked for parts that the fix does not need: there are none"
            if data.get("one_minimal")
            else ("looked for parts that the fix does not need: none found in time")
        )
    word = "took out" if data.get("applied") else "found"
    return f"{word} {count} of {plural(total, 'part')} that the fix does not need"


def _culprit(data: Data) -> str:
    short = text(data, "commit")[:7]
    if data.get("confirmed") is True:
        return f"confirmed by a run: {short} brought the fault"
    return f"named {short} as the likeliest introducing commit ({text(data, 'tier')})"


def _refreshed(data: Data) -> str:
    base = data.get("base")
    tag = text(base, "tag") or text(base, "commit")[:7] if isinstance(base, dict) else ""
    return f"took {tag or 'a newer release'} into the hotfix"


def _handed_over(data: Data) -> str:
    note = text(data, "note")
    return f"handed over to {text(data, 'to')}" + (f": {shorten(note, LONGEST)}" if note else "")


def _resumed(data: Data) -> str:
    return "went on with the incident"


def _requested(data: Data) -> str:
    names = texts(data, "to")
    return f"asked {', '.join(names)} for a review" if names else "asked for a review"


def _approved(data: Data) -> str:
    said = "approved their own fix" if data.get("solo") is True else "approved the fix"
    return said + because(data)


def _fetched(data: Data) -> str:
    who = text(data, "name") or text(data, "login")
    return f"read from {text(data, 'host')}: {who} approved the fix"


def _rejected(data: Data) -> str:
    return "rejected the fix" + because(data)


WORDS: dict[str, Say] = {
    "opened": _opened,
    "triaged": _triaged,
    "branched": _branched,
    "disclosed": _disclosed,
    "checked": _checked,
    "proved": _proved,
    "minimized": _minimized,
    "culprit": _culprit,
    "refreshed": _refreshed,
    "handed-over": _handed_over,
    "resumed": _resumed,
    "review-requested": _requested,
    "approved": _approved,
    "approval-fetched": _fetched,
    "rejected": _rejected,
}
