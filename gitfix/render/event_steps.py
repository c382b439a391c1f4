"""Events of the steps: what was run, said, measured or left out, and who was told, in words."""

from __future__ import annotations

from gitfix.core.text import shorten
from gitfix.render.event_kit import LONGEST, Data, Say, names, text


def _stated(data: Data) -> str:
    return f"said: {shorten(text(data, 'statement'), LONGEST)}"


def _ran(data: Data) -> str:
    how = "left a gap" if data.get("gap") is True else "failed"
    return f"{how}: {text(data, 'why')}" if data.get("why") else "ran its commands"


def _baseline(data: Data) -> str:
    return f"measured before the deploy: {names(data)}"


def _monitored(data: Data) -> str:
    if data.get("interrupted"):
        return "watched, and stopped before it was decided"
    if data.get("phase") == "Successful":
        return f"watched {names(data)}: all is well"
    return f"watched: {shorten(text(data, 'why'), LONGEST)}"


def _deploy_started(data: Data) -> str:
    alone = (
        f", untold to others: {shorten(text(data, 'unlocked'), LONGEST)}"
        if data.get("unlocked")
        else ""
    )
    return f"began to deploy {text(data, 'tag')}".rstrip() + alone


def _notified(data: Data) -> str:
    channel, event = text(data, "channel"), text(data, "event")
    if data.get("state") == "sent":
        return f"told {channel} of {event}"
    return f"could not tell {channel} of {event}: {shorten(text(data, 'why'), LONGEST)}"


def _overridden(data: Data) -> str:
    what = "put off" if data.get("until") else "left out"
    return f"{what}: {shorten(text(data, 'reason'), LONGEST)}"


def _waived(data: Data) -> str:
    path = f" for {text(data, 'path')}" if data.get("path") else ""
    return f"waived {text(data, 'rule')}{path}: {shorten(text(data, 'reason'), LONGEST)}"


def _waiver_ended(data: Data) -> str:
    return f"ended the waiver {text(data, 'event')[:7]}"


WORDS: dict[str, Say] = {
    "stated": _stated,
    "ran": _ran,
    "baseline": _baseline,
    "monitored": _monitored,
    "deploy-started": _deploy_started,
    "notified": _notified,
    "overridden": _overridden,
    "waived": _waived,
    "waiver-ended": _waiver_ended,
}
