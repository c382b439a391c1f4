"""Database migrations: by which tool, and whether their own way back is written down. Nothing of them is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from typing import Literal

from gitfix.core.value import dataclass

Way = Literal["reversible", "irreversible", "unknown"]
LONGEST = 1_000_000
"""Characters of a migration that are read."""


@dataclass(frozen=True)
class Migration:
    """A migration file: the tool whose convention it follows, whether it can be taken back, and why not."""

    path: str
    tool: str
    way: Way
    why: str = ""


def judge(path: str, text: str, paths: Collection[str]) -> Migration:
    """What `path` with the content `text` is; `paths`: every file of the release, where an undo may be beside it."""
    if len(text) > LONGEST:
        return Migration(path, "", "unknown", "too long to be read")
    name = path.rsplit("/", 1)[-1]
    if name.endswith(".py"):
        return _python(path, text)
    if name.endswith(".rb"):
        return _rails(path, text)
    flyway = re.match(r"([VUR])(\d[\w.]*)?__", name)
    if flyway and name.endswith(".sql"):
        return _flyway(path, flyway[1], flyway[2] or "", paths)
    if name.endswith((".up.sql", ".down.sql")):
        down = path.replace(".up.sql", ".down.sql")
        there = down in paths
        return Migration(path, "migrate", *_way(there, "it has no .down.sql"))
    return Migration(path, "", "unknown", "its tool is not known here")


def _way(reversible: bool, why: str) -> tuple[Way, str]:
    return ("reversible", "") if reversible else ("irreversible", why)


def _flyway(path: str, kind: str, version: str, paths: Collection[str]) -> Migration:
    """Flyway: V2__name.sql is taken back by U2__name.sql beside it; R__ is repeatable (flyway documentation)."""
    if kind == "U":
        return Migration(path, "Flyway", "reversible")
    if kind == "R":
        return Migration(
            path, "Flyway", "unknown", "a repeatable migration: the old one runs again"
        )
    folder = path.rpartition("/")[0]
    start = f"{folder}/U{version}__" if folder else f"U{version}__"
    there = any(other.startswith(start) for other in paths)
    return Migration(path, "Flyway", *_way(there, f"there is no U{version}__ beside it"))


def _python(path: str, text: str) -> Migration:
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Migration(path, "", "unknown", "it is no Python that can be read")
    functions = {one.name: one for one in module.body if isinstance(one, ast.FunctionDef)}
    if "upgrade" in functions:
        return _alembic(path, functions.get("downgrade"))
    classes = [one for one in module.body if isinstance(one, ast.ClassDef)]
    if any(one.name == "Migration" for one in classes):
        return _django(path, next(one for one in classes if one.name == "Migration"))
    return Migration(path, "", "unknown", "it is neither Alembic's nor Django's")


def _alembic(path: str, down: ast.FunctionDef | None) -> Migration:
    """Alembic: a downgrade() that does something; an empty or raising one is none (alembic tutorial)."""
    if down is None:
        return Migration(path, "Alembic", "irreversible", "it has no downgrade()")
    body = [one for one in down.body if not _says_nothing(one)]
    if not body:
        return Migration(path, "Alembic", "irreversible", "its downgrade() is empty")
    if isinstance(body[0], ast.Raise):
        return Migration(path, "Alembic", "irreversible", "its downgrade() raises")
    return Migration(path, "Alembic", "reversible")


def _says_nothing(one: ast.stmt) -> bool:
    text = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    return isinstance(one, ast.Pass) or text


_WITH_WAY_BACK = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}
_LOSES = ("RemoveField", "DeleteModel")


def _django(path: str, migration: ast.ClassDef) -> Migration:
    """Django: every operation but RunPython and RunSQL without their reverse has a way back; what a removal has
    deleted does not come back with it (django documentation, migration operations)."""
    for call in (one for one in ast.walk(migration) if isinstance(one, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        wanted = _WITH_WAY_BACK.get(name)
        if wanted and len(call.args) < 2 and all(word.arg != wanted for word in call.keywords):
            return Migration(path, "Django", "irreversible", f"{name} without {wanted}")
        if name in _LOSES:
            return Migration(path, "Django", "irreversible", f"{name}: the data do not come back")
    return Migration(path, "Django", "reversible")


_RAILS_LOSES = re.compile(
    r"^\s*(?:remove_columns?|drop_table|drop_join_table|change_column|execute)\b(.*)$", re.MULTILINE
)


def _rails(path: str, text: str) -> Migration:
    """Rails: `down`, or a `change` of commands that Rails can turn round (Active Record Migrations guide)."""
    if "ActiveRecord::IrreversibleMigration" in text:
        return Migration(path, "Rails", "irreversible", "it says so itself")
    if re.search(r"^\s*def (?:self\.)?down\b", text, re.MULTILINE):
        return Migration(path, "Rails", "reversible")
    if re.search(r"^\s*def (?:self\.)?up\b", text, re.MULTILINE):
        return Migration(path, "Rails", "irreversible", "it has an up and no down")
    if not re.search(r"^\s*def change\b", text, re.MULTILINE):
        return Migration(path, "Rails", "unknown", "it has no change, up or down")
    if re.search(r"^\s*(?:reversible|revert)\b", text, re.MULTILINE):
        return Migration(path, "Rails", "reversible")
    loss = _RAILS_LOSES.search(text)
    if loss:
        return Migration(path, "Rails", "irreversible", loss[0].strip()[:60])
    return Migration(path, "Rails", "reversible")
