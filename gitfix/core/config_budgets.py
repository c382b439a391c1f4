"""Budgets of their own for some paths, as the team's file states them: `[[budget.paths]]`."""

from __future__ import annotations

from typing import Any

from gitfix.core.config_keys import SIZES, nearest
from gitfix.core.outcome import Refusal
from gitfix.core.text import shorten
from gitfix.core.toml_lines import row_lines
from gitfix.core.value import dataclass

_PATHS = "paths"


@dataclass(frozen=True)
class PathBudget:
    """A budget for the files that match `paths`; a number that is None is the general one."""

    paths: tuple[str, ...]
    warn_lines: int | None = None
    max_lines: int | None = None
    warn_files: int | None = None
    max_files: int | None = None

    def __str__(self) -> str:
        """As `gitfix config` shows it."""
        numbers = {name: getattr(self, name) for name in SIZES}
        said = ", ".join(f"{name} {value}" for name, value in numbers.items() if value is not None)
        return f"{' '.join(self.paths)} ({said})"


def path_budgets(
    value: object, text: str, path: tuple[str, ...], origin: str, where: str
) -> tuple[PathBudget, ...]:
    """The tables in their order; Refusal names the file, the line, and the nearest key.

    `path`: where they are in the file with this `text`; `where`: its first line, for what has no line of its own.
    """
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refusal(
            f"{where}: budget.paths is no table",
            hint="write [[budget.paths]], and the keys below it",
        )
    lines = row_lines(text, path)
    found = []
    for at, row in enumerate(value):
        rows = lines[at] if at < len(lines) else {}

        def place(name: str, rows: dict[str, int] = rows) -> str:
            line = rows.get(name, rows.get(""))
            return f"{origin} line {line}" if line else where

        found.append(_budget(row, place))
    return tuple(found)


def _budget(row: dict[str, Any], place: Any) -> PathBudget:
    known = [_PATHS, *SIZES]
    for name in row:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"keys there: {', '.join(known)}"
            raise Refusal(f"{place(name)}: there is no key {name} in budget.paths", hint=hint)
    paths = row.get(_PATHS)
    paths = [paths] if isinstance(paths, str) else paths
    if not (isinstance(paths, list) and paths and all(isinstance(one, str) for one in paths)):
        raise Refusal(
            f"{place(_PATHS)}: a budget of budget.paths needs its paths",
            hint='paths = ["migrations/**"]',
        )
    numbers = {name: row[name] for name in SIZES if name in row}
    for name, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise Refusal(
                f"{place(name)}: {name} cannot be {shorten(repr(number), 60)}",
                hint=f"{name} takes a whole number, 0 or more",
            )
    if not numbers:
        raise Refusal(
            f"{place('')}: a budget of budget.paths needs a number",
            hint=f"one of {', '.join(SIZES)}",
        )
    return PathBudget(tuple(paths), **numbers)
