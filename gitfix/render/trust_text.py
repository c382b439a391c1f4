"""`gitfix trust` for people."""

from __future__ import annotations

from gitfix.core.text import printable
from gitfix.render.style import Style


def trust_lines(result: object, style: Style) -> list[str]:
    """The commands, where they are from, and whether they may run here."""
    values = vars(result)
    commands = values["commands"]
    if not commands:
        return ["the team's file names no commands: there is nothing to trust"]
    width = max(len(command.key) for command in commands)
    rows = [f"  {command.key:<{width}}   {printable(command.command)}" for command in commands]
    ending = "they may run in this clone" if values["trusted"] else "they do not run in this clone"
    lines = [f"commands from {printable(values['source'])}", *rows, ""]
    lines.append(style.paint("ok" if values["trusted"] else "warning", ending))
    if not values["trusted"]:
        lines.append("allow them: gitfix trust --yes")
    return lines
