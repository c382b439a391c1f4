"""`gitfix log` for people: one line per event."""

from __future__ import annotations

from gitfix.core.log_result import LoggedEvent, LogResult
from gitfix.core.text import plural, printable, shorten, wrapped
from gitfix.render.event_words import words
from gitfix.render.style import Style, table


def log_lines(result: object, style: Style) -> list[str]:
    """When, who, what."""
    assert isinstance(result, LogResult)
    title = f"{style.paint('strong', result.incident)}   {printable(result.summary)}".rstrip()
    lines = [title, ""]
    if result.left_out:
        lines.append(style.paint("dim", f"  {plural(result.left_out, 'older event')} left out"))
    rows = [_row(event) for event in result.events]
    heads = table(row[:2] for row in rows)
    width = max(map(len, heads), default=0) + 3
    for head, row in zip(heads, rows, strict=True):
        first, *more = wrapped(row[2], max(style.width - width, 30), "")
        lines += [f"{head:<{width}}{first}", *(" " * width + line for line in more)]
    return lines


def graph_lines(result: object, style: Style) -> list[str]:
    """Newest first, with git's lines on the left."""
    assert isinstance(result, LogResult)
    events = {event.event: event for event in result.events}
    title = f"{style.paint('strong', result.incident)}   {printable(result.summary)}".rstrip()
    width = max((len(lines) for lines, _ in result.drawn), default=0) + 2
    out = [title, ""]
    for lines, oid in result.drawn:
        if oid not in events:
            out.append(lines)
            continue
        time, who, said = _row(events[oid])
        out.append(shorten(f"{lines:<{width}}{time}   {who}   {said}", style.width))
    return out


def events(result: object) -> int:
    """How many events a log holds."""
    assert isinstance(result, LogResult)
    return len(result.events) + result.left_out


def _row(event: LoggedEvent) -> tuple[str, ...]:
    time = printable(event.time).replace("T", " ").replace("Z", "")
    return (time, printable(event.actor.name), words(event.type, event.data, event.step))
