"""`gitfix demo` for people: the last line, after all that was played."""

from __future__ import annotations

from gitfix.render.style import Style


def demo_lines(result: object, style: Style) -> list[str]:
    """Where it was played."""
    values = vars(result)
    where = (
        f"look around in {values['folder']}/shop" if values["kept"] else "its folder is gone again"
    )
    return [
        style.paint("dim", f"the demo is over: {values['commands']} commands, all real; {where}")
    ]
