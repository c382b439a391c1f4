"""`gitfix backport --everywhere` for people: one row per branch, and the answer."""

from __future__ import annotations

from gitfix.core.everywhere import EverywhereResult
from gitfix.core.text import brief, plural, printable
from gitfix.render.style import Style, table

WIDEST = 44
"""Characters of a reason, so that a row keeps to one line."""


def everywhere_lines(result: object, style: Style) -> list[str]:
    """The branches as a table, then whether anything is left."""
    assert isinstance(result, EverywhereResult)
    rows = [(printable(row.branch), row.state, brief(row.reason, WIDEST)) for row in result.rows]
    lines = [f"where {brief(result.branch, 60)} is", "", *table(rows), ""]
    if result.everywhere:
        return [*lines, style.paint("ok", "the fix is everywhere it should be")]
    left = sum(not row.fine for row in result.rows)
    lines.append(style.paint("warning", f"the fix is not on {plural(left, 'branch', 'branches')}"))
    if result.then:
        lines.append(f"next: {style.paint('strong', printable(result.then))}")
    return lines
