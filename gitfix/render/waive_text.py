"""`gitfix waive` for people."""

from __future__ import annotations

from gitfix.core.text import printable
from gitfix.render.style import Style, facts


def waive_lines(result: object, style: Style) -> list[str]:
    """What is waived, and for how long."""
    values = vars(result)
    step = values["step"]
    if step:
        what = ("put off" if values["until"] else "left out", style.paint("strong", step))
        rows = [what, ("until", values["until"])]
    else:
        what = ("waived", style.paint("strong", values["rule"]))
        until = values["until"] or "the incident is closed"
        rows = [what, ("for", printable(values["path"]) or "all files"), ("until", until)]
    lines = facts(
        [*rows, ("because", printable(values["reason"])), ("incident", values["incident"])]
    )
    if not values["event"]:
        lines.append(style.paint("dim", "dry run, nothing was recorded"))
    return [*lines, "", f"next: gitfix {'status' if step else 'check'}"]
