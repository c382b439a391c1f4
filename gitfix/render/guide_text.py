"""`gitfix guide` for people: a card that fits a screen."""

from __future__ import annotations

import textwrap

from gitfix.core.guide import GuideResult, GuideStep
from gitfix.core.text import printable
from gitfix.render.status_text import MARKS
from gitfix.render.style import Style


def guide_lines(result: object, style: Style) -> list[str]:
    """Role, duties, steps, next command."""
    assert isinstance(result, GuideResult)
    about = f"   {result.incident}" if result.incident else ""
    lines = [f"{style.paint('strong', result.phase)}: the {result.role}{about}", ""]
    for duty in result.duties:
        lines += textwrap.wrap(
            printable(duty), style.width - 2, initial_indent="  - ", subsequent_indent="    "
        )
    lines.append("")
    for step in result.steps:
        lines += _step(step, style)
    others = [phase for phase in result.phases if phase != result.phase]
    lines += ["", style.paint("dim", f"the other cards: {', '.join(others)}")]
    if result.next:
        lines.append(f"next: {style.paint('strong', printable(result.next))}")
    return lines


def _step(step: GuideStep, style: Style) -> list[str]:
    mark, role = MARKS[step.state] if step.state else ("·", "dim")
    state = f" ({step.state})" if step.state in ("failed", "stale") else ""
    done = step.state in ("done", "waived", "deferred")
    command = [] if done else [f"      {printable(step.command)}"]
    return [f"  {style.paint(role, mark)} {step.about}{state}", *command]
