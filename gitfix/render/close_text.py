"""`gitfix close` for people: what is missing with the command for it, or that it is over."""

from __future__ import annotations

from gitfix.core.closing import CloseResult
from gitfix.core.span import age
from gitfix.core.text import printable, shorten
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style


def close_lines(result: object, style: Style) -> list[str]:
    """One line per missing step; or the end, and how long it took."""
    assert isinstance(result, CloseResult)
    if result.plan:
        return plan_lines(result.plan, style)
    if result.closed:
        took = f"{style.paint('strong', result.incident)}   closed as {result.ending}"
        lines = [f"{took}   open for {age(result.duration)}"]
        if result.then:
            lines += [
                "next, so that its post-mortem says so:",
                f"  {style.paint('strong', result.then)}",
            ]
        return lines
    if not result.missing:
        way = style.paint("strong", f"gitfix close --as {result.ending}")
        return [f"nothing is missing: {way}"]
    width = max(len(step.id) for step in result.missing)
    lines = []
    for step in result.missing:
        why = f"{step.state}{': ' + step.note if step.note else ''}"
        text = f"  {step.id:<{width}}   {printable(why)}"
        lines += [shorten(text, style.width), f"  {'':<{width}}   {printable(step.command)}"]
    return [f"missing for the end as {result.ending}", "", *lines]
