"""`gitfix check --fix-noise` for people."""

from __future__ import annotations

from gitfix.core.noise_fix import FixNoiseResult
from gitfix.core.text import plural, printable
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style

SHOWN = 20


def fix_noise_lines(result: object, style: Style) -> list[str]:
    """What goes, and the commit that takes it out."""
    assert isinstance(result, FixNoiseResult)
    lines = []
    for one in result.files[:SHOWN]:
        kinds = ", ".join(one.kinds)
        lines.append(f"  {printable(one.path)}   {plural(one.lines, 'line')}   {kinds}")
    if len(result.files) > SHOWN:
        lines.append(f"  … and {len(result.files) - SHOWN:,} more: gitfix check --fix-noise --json")
    for path in result.left[:SHOWN]:
        lines.append(f"  {printable(path)}   stays: nothing here reads its language; look at it")
    if result.state == "nothing":
        return [*lines, "nothing to take out"]
    where = f"{plural(result.lines, 'line')} in {plural(len(result.files), 'file')}"
    if result.state == "planned":
        return [f"would take out {where}", *lines, "", *plan_lines(result.plan, style)]
    commit = result.commit.short if result.commit else ""
    head = style.paint("ok", f"took out {where}")
    return [
        f"{head}: {commit} on {printable(result.branch)}",
        *lines,
        "",
        "next: gitfix check    take it back: gitfix undo",
    ]
