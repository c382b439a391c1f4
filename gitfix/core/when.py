"""Points in time as text: ISO 8601 in UTC, and the spans that people type."""

from __future__ import annotations

from datetime import UTC, datetime

from gitfix.core.outcome import Exit, Refusal


def seconds(iso: str) -> int:
    """Seconds since 1970 of `2026-11-23T20:04:58Z`; 0 when it is not a time."""
    try:
        moment = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def iso(seconds: int) -> str:
    """`2026-11-23T20:04:58Z` of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def span(text: str) -> int:
    """The seconds of `90s`, `24h` or `3d`; ValueError for anything else."""
    if text[-1:] in _UNITS and text[:-1].isdigit():
        return int(text[:-1]) * _UNITS[text[-1]]
    raise ValueError(f"{text!r} is not a span such as 90s, 24h or 3d")


def ago(text: str, now: int) -> int:
    """The past moment that `text` names: `40m` ago, a date or a time; ValueError for anything else."""
    try:
        return now - span(text)
    except ValueError:
        found = seconds(text)
    if not found:
        raise ValueError(f"{text!r} is neither a span (40m, 2h) nor a time (2026-11-23T20:04)")
    return found


def until(text: str, now: int) -> int:
    """The moment that `text` names: `24h`, `3d`, a date or a time; ValueError for anything else."""
    try:
        return now + span(text)
    except ValueError:
        found = seconds(text)
    if not found:
        raise ValueError(f"{text!r} is neither a span (24h, 3d) nor a date (2026-11-30)")
    return found


def end_of(text: str | None, now: int, again: str) -> int:
    """The moment that `text` names, 0 for none; Refusal for one that is past or none, with `again` to type."""
    if text is None:
        return 0
    try:
        end = until(text, now)
    except ValueError as error:
        raise Refusal(f"--until: {error}", hint=again, exit=Exit.USAGE) from None
    if end <= now:
        raise Refusal(f"{text} is past", hint=again)
    return end
