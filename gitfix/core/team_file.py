"""The text of a new `.gitfix.toml`: what was found is set, everything else stands there as a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator

from gitfix.core.config_keys import KEYS, Key
from gitfix.core.project_commands import ProjectCommands
from gitfix.core.team_commands import command_tables
from gitfix.core.value import dataclass, field

STATED = ("budget.", "production.branch")
"""Keys that are written down even at their default: a team should see them and agree on them."""
LEFT_OUT = ("remote", "push.", "network.", "hook.", "worktree.location", "budget.paths")
"""Keys about one person's clone, not about the team."""


@dataclass(frozen=True)
class Found:
    """What is known of the repository. `values`: keys to set; `notes`: what was found, by table."""

    values: dict[str, object] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    commands: ProjectCommands = ProjectCommands()


def team_file(found: Found) -> str:
    """The file's text; every setting is explained in a comment above it."""
    return "\n".join([*_HEAD, *_tables(found), *command_tables(found.commands)]) + "\n"


_HEAD = (
    "# What this team agrees on for emergency hotfixes. gitfix reads it from the protected default",
    "# branch only: it is in force once it is there, and a hotfix cannot loosen its own limits.",
    "# A line that begins with # is not set; the value on it is the one that is in force without it.",
)


def _tables(found: Found) -> Iterator[str]:
    tables: dict[str, list[Key]] = {}
    for key in KEYS:
        if not key.name.startswith(LEFT_OUT):
            tables.setdefault(key.name.partition(".")[0], []).append(key)
    for table, keys in tables.items():
        yield ""
        yield f"[{table}]"
        yield from (f"# {note}" for note in found.notes.get(table, ()))
        for key in keys:
            yield from _setting(key, found)


def _setting(key: Key, found: Found) -> Iterator[str]:
    value = found.values.get(key.name, key.default)
    active = key.name in found.values or (key.name.startswith(STATED) and value != "")
    yield f"# {key.help}"
    yield f"{'' if active else '# '}{key.name.partition('.')[2]} = {_toml(value)}"


def _toml(value: object) -> str:
    """A value in TOML, whose basic strings are JSON's."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
