"""`docs/commands/`: a page per command, and the index by phase."""

from __future__ import annotations

from pathlib import Path

from docs.generator import exits, tree
from docs.generator.markdown import NOTE, table
from gitfix.cli import table as commands

FOLDER = "docs/commands"
OPTIONS = "README.md#options-of-every-command"


def pages(root: Path) -> dict[str, str]:
    """A page per command that exists, and `README.md`."""
    made = {f"{FOLDER}/README.md": _index()}
    for phase in commands.PHASES:
        for name in tree.present(phase):
            made[f"{FOLDER}/{name}.md"] = _page(name, phase)
    return made


def _index() -> str:
    lines = [NOTE, "", "# Commands", ""]
    for phase, names in commands.PHASES.items():
        rows = [(f"[`gitfix {n}`]({n}.md)", names[n]) for n in tree.present(phase)]
        if rows:
            lines += [f"## {phase}", "", table(("command", "does"), rows), ""]
    common = [(f"`{left}`", right) for left, right in tree.entries("branch")[0].common]
    lines += [
        "## Options of every command",
        "",
        "They stand after the command's name, in any order, as does `-h` or `--help`.",
        "",
        table(("option", "does"), common),
        "",
        "See also: [exit codes](../exit-codes.md), [JSON](../json.md), [configuration](../configuration.md).",
    ]
    return "\n".join(lines) + "\n"


def _page(name: str, phase: str) -> str:
    first, *inner = tree.entries(name)
    lines = [NOTE, "", f"# gitfix {name}", "", f"*{phase}.* {commands.short_help(name)}", ""]
    lines += _entry(first, 2)
    for entry in inner:
        lines += [f"## {entry.path}", "", *_entry(entry, 3)]
    codes = [(str(int(c)), c.name, text) for c, text in exits.of_command(name)]
    lines += ["## Exit codes", "", table(("code", "name", "meaning"), codes), ""]
    lines.append(f"[What --json prints](../json.md#{name}). [Options of every command]({OPTIONS}).")
    return "\n".join(lines) + "\n"


def _entry(entry: tree.Entry, level: int) -> list[str]:
    mark = "#" * level
    lines = ["```", entry.usage, "```", ""]
    for paragraph in entry.paragraphs:
        lines += [paragraph, ""]
    if entry.options:
        rows = [(f"`{left}`", right) for left, right in entry.options]
        lines += [f"{mark} Options", "", table(("option", "does"), rows), ""]
    if entry.examples:
        lines += [f"{mark} Examples", "", "```", *entry.examples, "```", ""]
    return lines
