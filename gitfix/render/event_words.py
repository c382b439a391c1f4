"""An event in words: what happened, in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gitfix.core.text import plural, printable, shorten

Data = Mapping[str, Any]
LONGEST = 60
"""Characters of a summary or reason that are shown."""


def words(type: str, data: Data, step: str = "") -> str:
    """What an event of `type` says; a type that this version does not know is named as it is."""
    say = _WORDS.get(type)
    if say is None:
        keys = ", ".join(sorted(map(str, data)))
        return printable(f"{type} (from a newer gitfix{'; it holds ' + keys if keys else ''})")
    about = f"{step}: " if step and type in OF_A_STEP else ""
    return printable(f"{about}{say(data).strip()}")


def _text(data: Data, key: str) -> str:
    value = data.get(key, "")
    return value if isinstance(value, str) else str(value)


def _proposed(data: Data) -> str:
    targets = data.get("targets")
    rows = [row for row in targets if isinstance(row, dict)] if isinstance(targets, list) else []
    names = ", ".join(_text(row, "branch") for row in rows)
    return f"offered the fix by {plural(len(rows), 'request')}: {names}"


def _opened(data: Data) -> str:
    stated = "" if data.get("severity_stated") else " until somebody says otherwise"
    return f"opened the incident, {_text(data, 'severity')}{stated}"


def _triaged(data: Data) -> str:
    return f"said how bad it is: {_text(data, 'severity')}"


def _disclosed(data: Data) -> str:
    return "disclosed it: it is public from now on"


def _branched(data: Data) -> str:
    base = data.get("base")
    tag = _text(base, "tag") or _text(base, "commit")[:7] if isinstance(base, dict) else ""
    return f"made {_text(data, 'branch')}" + (f" from {tag}" if tag else "")


def _checked(data: Data) -> str:
    return f"checked {_text(data, 'head')[:7]}: {_text(data, 'verdict')}"


def _proved(data: Data) -> str:
    base = data.get("base")
    tag = _text(base, "tag") or _text(base, "commit")[:7] if isinstance(base, dict) else "the tag"
    said = {
        "proved": f"proved the fix: its test is red on {tag}, green with it",
        "not_red": f"ran the fix's test on {tag}: it does not see the bug",
        "not_green": "ran the fix's test: it is not green",
    }
    return said.get(_text(data, "verdict"), "ran the fix's test: it answers now so, now so")


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
    short = _text(data, "commit")[:7]
    if data.get("confirmed") is True:
        return f"confirmed by a run: {short} brought the fault"
    return f"named {short} as the likeliest introducing commit ({_text(data, 'tier')})"


def _waived(data: Data) -> str:
    path = f" for {_text(data, 'path')}" if data.get("path") else ""
    return f"waived {_text(data, 'rule')}{path}: {shorten(_text(data, 'reason'), LONGEST)}"


def _waiver_ended(data: Data) -> str:
    return f"ended the waiver {_text(data, 'event')[:7]}"


def _backported(data: Data) -> str:
    rows = data.get("targets")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    names = [_text(row, "branch") for row in found if row.get("state") in ("merged", "picked")]
    there = len(found) - len(names)
    said = f"carried the fix to {', '.join(names)}" if names else "carried the fix nowhere"
    return said + (f" ({plural(there, 'branch', 'branches')} had it already)" if there else "")


def _paused(data: Data) -> str:
    rows = data.get("targets")
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return f"paused the backport: conflict on {', '.join(_text(row, 'branch') for row in found)}"


def _aborted(data: Data) -> str:
    return "gave the paused backport up"


def _stated(data: Data) -> str:
    return f"said: {shorten(_text(data, 'statement'), LONGEST)}"


def _ran(data: Data) -> str:
    how = "left a gap" if data.get("gap") is True else "failed"
    return f"{how}: {_text(data, 'why')}" if data.get("why") else "ran its commands"


def _baseline(data: Data) -> str:
    return f"measured before the deploy: {_names(data)}"


def _monitored(data: Data) -> str:
    if data.get("interrupted"):
        return "watched, and stopped before it was decided"
    if data.get("phase") == "Successful":
        return f"watched {_names(data)}: all is well"
    return f"watched: {shorten(_text(data, 'why'), LONGEST)}"


def _deploy_started(data: Data) -> str:
    alone = (
        f", untold to others: {shorten(_text(data, 'unlocked'), LONGEST)}"
        if data.get("unlocked")
        else ""
    )
    return f"began to deploy {_text(data, 'tag')}".rstrip() + alone


def _notified(data: Data) -> str:
    channel, event = _text(data, "channel"), _text(data, "event")
    if data.get("state") == "sent":
        return f"told {channel} of {event}"
    return f"could not tell {channel} of {event}: {shorten(_text(data, 'why'), LONGEST)}"


def _names(data: Data) -> str:
    rows = data.get("metrics")
    names = (
        [_text(row, "name") for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else []
    )
    return ", ".join(names)


def _overridden(data: Data) -> str:
    what = "put off" if data.get("until") else "left out"
    return f"{what}: {shorten(_text(data, 'reason'), LONGEST)}"


def _action_added(data: Data) -> str:
    return f"wants {_text(data, 'owner')} to do: {shorten(_text(data, 'text'), LONGEST)}"


def _action_done(data: Data) -> str:
    return f"did: {shorten(_text(data, 'text'), LONGEST)}"


def _postmortem_proposed(data: Data) -> str:
    return f"offered the post-mortem to {_text(data, 'branch')} by a request"


def _postmortem(data: Data) -> str:
    return f"wrote the post-mortem {_text(data, 'path')}"


def _undone(data: Data) -> str:
    return f"took back the last {_text(data, 'what')} {_text(data, 'how')}".rstrip()


def _closed(data: Data) -> str:
    said = f"closed the incident as {_text(data, 'as') or 'closed'}"
    value = data.get("rewritten")
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    there = [f"{_text(r, 'how')} on {_text(r, 'branch')} as {_text(r, 'now')[:7]}" for r in rows]
    return f"{said}; the fix was {', '.join(there)}" if there else said


def _noted(data: Data) -> str:
    return f"noted: {_text(data, 'text')}"


def _withheld(data: Data) -> str:
    return f"withheld a log or report: {shorten(_text(data, 'reason'), LONGEST)}"


def _merged(data: Data) -> str:
    return "the records of two laptops met"


def _list(data: Data, key: str) -> list[str]:
    value = data.get(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def _because(data: Data) -> str:
    reason = _text(data, "reason")
    return f": {shorten(reason, LONGEST)}" if reason else ""


def _requested(data: Data) -> str:
    names = _list(data, "to")
    return f"asked {', '.join(names)} for a review" if names else "asked for a review"


def _approved(data: Data) -> str:
    said = "approved their own fix" if data.get("solo") is True else "approved the fix"
    return said + _because(data)


def _fetched(data: Data) -> str:
    who = _text(data, "name") or _text(data, "login")
    return f"read from {_text(data, 'host')}: {who} approved the fix"


def _rejected(data: Data) -> str:
    return "rejected the fix" + _because(data)


def _refreshed(data: Data) -> str:
    base = data.get("base")
    tag = _text(base, "tag") or _text(base, "commit")[:7] if isinstance(base, dict) else ""
    return f"took {tag or 'a newer release'} into the hotfix"


def _released(data: Data) -> str:
    name = _text(data, "tag") or _text(data, "version") or "the hotfix"
    remote = _text(data, "remote")
    return f"released {name}" + (f" to {remote}" if remote else ", in this clone only")


def _prepared(data: Data) -> str:
    return f"prepared {_text(data, 'new')}: {', '.join(_list(data, 'paths'))}"


def _way(data: Data) -> str:
    return f"from {_text(data, 'from')} to {_text(data, 'to')}"


def _planned(data: Data) -> str:
    why = _text(data, "why")
    said = f"looked at going back {_way(data)}: {_text(data, 'score').replace('-', ' ')}"
    return said + (f", {shorten(why, LONGEST)}" if why else "")


def _rehearsed(data: Data) -> str:
    why = _text(data, "why")
    return f"rehearsed going back {_way(data)}" + (f": {shorten(why, LONGEST)}" if why else "")


def _going_back(data: Data) -> str:
    return f"began to take production back {_way(data)}"


def _not_back(data: Data) -> str:
    return f"could not take production back: {shorten(_text(data, 'why'), LONGEST)}"


def _went_back(data: Data) -> str:
    return f"took production back {_way(data)}"


def _handed_over(data: Data) -> str:
    note = _text(data, "note")
    return f"handed over to {_text(data, 'to')}" + (f": {shorten(note, LONGEST)}" if note else "")


def _resumed(data: Data) -> str:
    return "went on with the incident"


OF_A_STEP = ("stated", "ran", "overridden", "monitored")
"""Events that mean nothing without the step that they are about."""
_WORDS: dict[str, Callable[[Data], str]] = {
    "opened": _opened,
    "triaged": _triaged,
    "branched": _branched,
    "disclosed": _disclosed,
    "checked": _checked,
    "stated": _stated,
    "ran": _ran,
    "baseline": _baseline,
    "monitored": _monitored,
    "deploy-started": _deploy_started,
    "notified": _notified,
    "overridden": _overridden,
    "action-added": _action_added,
    "action-done": _action_done,
    "proved": _proved,
    "minimized": _minimized,
    "culprit": _culprit,
    "waived": _waived,
    "waiver-ended": _waiver_ended,
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
    "released": _released,
    "release-prepared": _prepared,
    "rollback-planned": _planned,
    "rollback-rehearsed": _rehearsed,
    "rollback-started": _going_back,
    "rollback-failed": _not_back,
    "rolled-back": _went_back,
    "review-requested": _requested,
    "approved": _approved,
    "approval-fetched": _fetched,
    "rejected": _rejected,
    "refreshed": _refreshed,
    "handed-over": _handed_over,
    "resumed": _resumed,
}
