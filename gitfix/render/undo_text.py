"""`gitfix undo` for people."""

from __future__ import annotations

from gitfix.core.text import printable
from gitfix.render.plan_text import plan_lines, step_lines
from gitfix.render.style import Style


def undo_lines(result: object, style: Style) -> list[str]:
    """What was taken back, effect by effect."""
    values = vars(result)
    shown = [
        step for step in values["plan"] if not str(step.get("ref", "")).startswith("refs/gitfix/")
    ]
    if values["dry_run"]:
        return plan_lines(shown, style)
    head = f"took back gitfix {values['command']} of {values['at']}"
    rows = [f"  {printable(row)}" for row in step_lines(shown)]
    return [style.paint("strong", head), *rows]
