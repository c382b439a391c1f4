"""`gitfix status` for people: the steps by phase, what blocks, the next command last."""

from __future__ import annotations

from gitfix.core.span import age
from gitfix.core.status import StatusList, StatusListRow, StatusResult, StepStatus
from gitfix.core.text import plural, printable, shorten
from gitfix.render.style import Style, table

MARKS = {
    "done": ("✓", "ok"),
    "waived": ("✓", "ok"),
    "open": ("·", "dim"),
    "deferred": ("-", "dim"),
    "failed": ("!", "error"),
    "stale": ("!", "warning"),
}


def status_lines(result: object, style: Style) -> list[str]:
    """One incident."""
    assert isinstance(result, StatusResult)
    if result.incident is None:
        return ["no incident is open in this clone", _next(result, style)]
    lines = [
        _title(result, style),
        _where(result, style),
        "",
        *_phases(result, style),
        *_notes(result),
        "",
    ]
    if result.blocking:
        lines.append(f"open: {', '.join(result.blocking)}")
    return [*lines, _next(result, style)]


def all_lines(result: object, style: Style) -> list[str]:
    """One line per incident."""
    assert isinstance(result, StatusList)
    if not result.incidents:
        return ["no incident is open in this clone"]
    count = plural(len(result.incidents), "open incident")
    facts = [_row(row) for row in result.incidents]
    room = max(style.width - max(map(len, table(facts))) - 3, 16)
    rows = [
        (*fact, printable(shorten(row.branch or row.summary, room)))
        for fact, row in zip(facts, result.incidents, strict=True)
    ]
    return [count, "", *table(rows)]


def _title(result: StatusResult, style: Style) -> str:
    severity = result.severity or ""
    if not result.severity_stated:
        severity += " by default"
    span = "closed" if result.phase == "closed" else f"open {age(result.age)}"
    room = style.width - len(result.incident or "") - len(severity) - len(span) - 9
    summary = printable(shorten(result.summary, min(max(room, 16), 50)))
    parts = (style.paint("strong", result.incident or ""), severity, summary, span)
    return "   ".join(part for part in parts if part)


def _where(result: StatusResult, style: Style) -> str:
    way = f"{printable(result.production)} in production" if result.production else ""
    way += f", {printable(result.version)} on its way" if way and result.version else ""
    room = max(style.width - len(way) - 3, 16)
    branch = printable(shorten(result.branch, room)) if result.branch else "no hotfix branch yet"
    return "   ".join(part for part in (way, branch) if part)


def _phases(result: StatusResult, style: Style) -> list[str]:
    phases = list(dict.fromkeys(step.phase for step in result.steps))
    width = max((len(phase) for phase in phases), default=0) + 3
    room = max((len(step.title) for step in result.steps), default=0) + 3
    lines = []
    for phase in phases:
        cells = [_cell(step, room, style) for step in result.steps if step.phase == phase]
        lines.append(f"  {phase:<{width}}{''.join(cells)}".rstrip())
    return lines


def _cell(step: StepStatus, room: int, style: Style) -> str:
    mark, role = MARKS[step.state]
    return f"{style.paint(role, mark)} {step.title:<{room}}"


def _notes(result: StatusResult) -> list[str]:
    """Why a step is not done, where there is more to say than that it is not."""
    rows = [step for step in result.steps if step.note]
    lines = [f"  {step.title}: {_state(step)}{printable(step.note)}" for step in rows]
    return ["", *lines] if lines else []


def _state(step: StepStatus) -> str:
    return f"{step.state}, " if step.state in ("failed", "stale") else ""


def _next(result: StatusResult, style: Style) -> str:
    if result.next is None:
        return style.paint("ok", "nothing is left to do")
    way = f"{printable(result.before)}: " if result.before else ""
    return f"next: {way}{style.paint('strong', printable(result.next))}"


def _row(row: StatusListRow) -> tuple[str, ...]:
    return (row.incident, row.severity, row.phase, age(row.age))
