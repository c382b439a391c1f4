"""`gitfix sync` for people."""

from __future__ import annotations

from gitfix.core.text import plural
from gitfix.render.style import Style, facts


def sync_lines(result: object, style: Style) -> list[str]:
    """What came, what went, what was joined."""
    values = vars(result)
    remote = values["remote"]
    rows = facts(
        (
            ("fetched", ", ".join(values["fetched"])),
            ("joined", ", ".join(values["merged"])),
            ("pushed", ", ".join(values["pushed"])),
            ("archived", ", ".join(values["archived"])),
        )
    )
    if not rows:
        kept = ", ".join(values["withheld"])
        but = f", but for {kept}, which stays here" if kept else ""
        return [f"the record is the same here and on {remote}{but}"]
    if values["dry_run"]:
        rows.append(style.paint("dim", "dry run, nothing was changed"))
        return rows
    kinds = ("fetched", "pushed", "merged", "archived")
    count = len({incident for kind in kinds for incident in values[kind]})
    return [
        *rows,
        f"the record of {plural(count, 'incident')} is the same here and on {remote} now",
    ]
