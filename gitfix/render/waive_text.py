"""`gitfix waive` for people."""

from __future__ import annotations

from gitfix.core.text import printable
from gitfix.render.style import Style, facts


def waive_lines(result: object, style: Style) -> list[str]:
    """What is waived, and for how long."""
    values = vars(result)
    rows = facts(
        (
            ("waived", style.paint("strong", values["rule"])),
            ("for", printable(values["path"]) or "all files"),
            ("until", values["until"] or "the incident is closed"),
            ("because", printable(values["reason"])),
            ("incident", values["incident"]),
        )
    )
    if not values["event"]:
        rows.append(style.paint("dim", "dry run, nothing was recorded"))
    return [*rows, "", "next: gitfix check"]
