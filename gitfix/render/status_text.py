"""`gitfix status` for people: the steps by phase, what blocks, the next command last."""

from __future__ import annotations

import textwrap

from gitfix.core.span import age
from gitfix.core.status import LateAction, StatusList, StatusListRow, StatusResult, StepStatus
from gitfix.core.text import brief, plural, printable
from gitfix.render.style import Style, table

MARKS = {
    "done": ("✓", "ok"),
    "waived": ("✓", "ok"),
    "open": ("·", "dim"),
    "deferred": ("-", "dim"),
    "failed": ("!", "error"),
    "stale": ("!", "warning"),
}


SHOWN = 20
"""Overdue actions that are listed."""
SAID = {"failed": "failed,", "stale": "stale,", "deferred": "put off", "waived": "left out:"}
"""What stands before the reason why a step is in such a state."""


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
    if result.gated:
        lines += _wrapped(f"blocks the {result.gate}: {', '.join(result.gated)}", style)
    elif result.blocking:
        lines += _wrapped(f"open: {', '.join(result.blocking)}", style)
    return [*lines, _next(result, style)]


def all_lines(result: object, style: Style) -> list[str]:
    """One line per incident."""
    assert isinstance(result, StatusList)
    if not result.incidents:
        return ["no incident is open in this clone", *_late(result, style)]
    count = plural(len(result.incidents), "open incident")
    facts = [_row(row) for row in result.incidents]
    room = max(style.width - max(map(len, table(facts))) - 3, 16)
    rows = [
        (*fact, brief(row.branch or row.summary, room))
        for fact, row in zip(facts, result.incidents, strict=True)
    ]
    return [count, "", *table(rows), *_late(result, style)]


def _late(result: StatusList, style: Style) -> list[str]:
    """What is overdue: steps of open incidents, then actions, also of those that are over."""
    steps = [
        (row.incident, what, "", "")
        for row in result.incidents
        for what in row.overdue
        if what.startswith("step ")
    ]
    actions = [
        (one.incident, f"action {one.number}", f"since {one.due[:10]}", _promise(one))
        for one in result.overdue[:SHOWN]
    ]
    if not steps and not actions:
        return []
    rows = [*steps, *actions]
    room = max(style.width - max(len(line) for line in table([r[:3] for r in rows])) - 3, 16)
    cut = [(*facts, brief(said, room)) for *facts, said in rows]
    lines = ["", "overdue", *table(cut)]
    if len(result.overdue) > SHOWN:
        lines.append(f"  and {len(result.overdue) - SHOWN} more: gitfix status --all --json")
    if actions:
        first = result.overdue[0]
        done = f"gitfix action done {first.number} --incident {first.incident}"
        lines += ["", f"when one is done: {style.paint('strong', printable(done))}"]
    return lines


def _promise(one: LateAction) -> str:
    return f"{one.owner}: {one.text}" if one.owner else one.text


def _title(result: StatusResult, style: Style) -> str:
    severity = result.severity or ""
    if not result.severity_stated:
        severity += " by default"
    open_for = f"open {age(result.age)}"
    span = f"closed as {result.closed_as}" if result.closed_as else open_for
    room = style.width - len(result.incident or "") - len(severity) - len(span) - 9
    summary = brief(result.summary, min(max(room, 16), 50))
    parts = (style.paint("strong", result.incident or ""), severity, summary, span)
    return "   ".join(part for part in parts if part)


def _where(result: StatusResult, style: Style) -> str:
    way = f"{printable(result.production)} in production" if result.production else ""
    way += f", {printable(result.version)} on its way" if way and result.version else ""
    room = max(style.width - len(way) - 3, 16)
    branch = brief(result.branch, room) if result.branch else "no hotfix branch yet"
    return "   ".join(part for part in (way, branch) if part)


def _phases(result: StatusResult, style: Style) -> list[str]:
    phases = list(dict.fromkeys(step.phase for step in result.steps))
    width = max((len(phase) for phase in phases), default=0) + 3
    room = max((len(step.title) for step in result.steps), default=0) + 2
    fit = max((style.width - width - 2) // (room + 2), 1)
    lines = []
    for phase in phases:
        cells = [_cell(step, room, style) for step in result.steps if step.phase == phase]
        for at in range(0, len(cells), fit):
            name = phase if at == 0 else ""
            lines.append(f"  {name:<{width}}{''.join(cells[at : at + fit])}".rstrip())
    return lines


def _cell(step: StepStatus, room: int, style: Style) -> str:
    mark, role = MARKS[step.state]
    return f"{style.paint(role, mark)} {step.title:<{room}}"


def _notes(result: StatusResult) -> list[str]:
    """Why a step is not done, where there is more to say than that it is not."""
    rows = [step for step in result.steps if step.note]
    lines = [f"  {step.title}: {_state(step)}{printable(step.note)}" for step in rows]
    return ["", *lines] if lines else []


def _wrapped(text: str, style: Style) -> list[str]:
    return textwrap.wrap(text, style.width, subsequent_indent="  ", break_on_hyphens=False)


def _state(step: StepStatus) -> str:
    return f"{SAID[step.state]} " if step.state in SAID else ""


def _next(result: StatusResult, style: Style) -> str:
    if result.next is None:
        return style.paint("ok", "nothing is left to do")
    way = f"{printable(result.before)}: " if result.before else ""
    return f"next: {way}{style.paint('strong', printable(result.next))}"


def _row(row: StatusListRow) -> tuple[str, ...]:
    return (row.incident, row.severity, row.phase, age(row.age))
