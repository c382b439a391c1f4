"""`gitfix action` for people."""

from __future__ import annotations

from gitfix.core.actions import ActionResult, ActionRow
from gitfix.core.text import printable, wrapped
from gitfix.render.style import Style


def action_lines(result: object, style: Style) -> list[str]:
    """One action per line: what, who, until when."""
    assert isinstance(result, ActionResult)
    if not result.actions:
        return [
            "nothing is written down yet that will keep it from coming back",
            f"next: {style.paint('strong', _ADD)}",
        ]
    lines = [line for row in result.actions for line in _row(row, style)]
    if result.dry_run:
        lines.append(style.paint("dim", "dry run, nothing was recorded"))
    todo = [row for row in result.actions if not row.done_at]
    if todo:
        lines += [
            "",
            f"when one is done: {style.paint('strong', f'gitfix action done {todo[0].number}')}",
        ]
    return lines


_ADD = 'gitfix action add "what" --owner NAME --due 4w'


def _row(row: ActionRow, style: Style) -> list[str]:
    mark = "✓" if row.done_at else "!" if row.overdue else "·"
    role = "ok" if row.done_at else "warning" if row.overdue else "dim"
    when = f"done {row.done_at[:10]}" if row.done_at else f"due {row.due[:10]}"
    late = ", overdue" if row.overdue else ""
    about = f"{row.kind}, {printable(row.owner)}, {when}{late}"
    first, *more = wrapped(f"{row.number}   {printable(row.text)}", style.width - 4, "    ")
    return [f"{style.paint(role, mark)} {first}", *(f"  {line}" for line in more), f"      {about}"]
