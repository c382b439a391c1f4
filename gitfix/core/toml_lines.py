"""On which line of a TOML file a key is set: `tomllib` does not say, and an error has to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = (
    r'"""(?:\\.|[^\\])*?"{3,5}'  # a string of several lines may end in two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[{]|[\]}]|\n"
)


def key_lines(text: str, table: tuple[str, ...] = ()) -> dict[tuple[str, ...], int]:
    """The line, counted from 1, of each key and table below `table`; `text` has to be valid TOML.

    Keys of inline tables have the line on which the whole statement begins.
    """
    import tomllib

    lines: dict[tuple[str, ...], int] = {}
    here: tuple[str, ...] = ()
    for number, statement in _statements(text):
        header = statement.startswith("[")
        if not header and here[: len(table)] != table[: len(here)]:
            continue
        paths = list(_paths(tomllib.loads(statement)))
        if header:
            here = max(paths, key=len)
        for path in paths:
            lines.setdefault(path if header else here + path, number)
    return lines


def line_of(text: str, path: tuple[str | int, ...], table: tuple[str, ...] = ()) -> int:
    """The line of the key at `path` below `table`, or of the nearest table around it that is written there.

    A number in `path` counts the tables of an array of tables, from 0.
    """
    if len(path) > 1 and isinstance(path[1], int):
        return _in_array(text, (*table, str(path[0])), path[1], path[2:])
    lines = key_lines(text, table)
    names = (*table, *map(str, path))
    return next((lines[names[:n]] for n in range(len(names), 0, -1) if names[:n] in lines), 1)


def _in_array(text: str, name: tuple[str, ...], index: int, key: tuple[str | int, ...]) -> int:
    """The line of `key` in the table `index` of an array of tables, or of its header."""
    import tomllib

    header = "[[" + ".".join(name) + "]]"
    at, found = -1, 1
    for number, statement in _statements(text):
        if statement.startswith(header):
            at += 1
            if at == index:
                found = number
        elif statement.startswith("["):
            at = at if at < index else index + 1
        elif at == index and key and key[0] in tomllib.loads(statement):
            return number
    return found


def row_lines(text: str, path: tuple[str, ...]) -> list[dict[str, int]]:
    """For each table of the array of tables at `path`: its keys' lines, and that of its header under the empty name."""
    import tomllib

    rows: list[dict[str, int]] = []
    inside = False
    for number, statement in _statements(text):
        if statement.startswith("["):
            wanted: Any = tomllib.loads(statement)
            for name in path:
                wanted = wanted.get(name) if isinstance(wanted, dict) else None
            inside = statement.startswith("[[") and wanted == [{}]
            if inside:
                rows.append({"": number})
        elif inside:
            for name in tomllib.loads(statement):
                rows[-1].setdefault(name, number)
    return rows


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header or assignment with the line that it begins on: a line end outside of any bracket ends it."""
    number, begin, depth = 1, 0, 0
    first = number
    for token in re.finditer(_TOKEN, text + "\n", re.DOTALL):
        found = token[0]
        number += found.count("\n")
        if found in ("[", "{"):
            depth += 1
        elif found in ("]", "}"):
            depth -= 1
        elif found == "\n" and depth == 0:
            statement = text[begin : token.end()].strip()
            if statement and not statement.startswith("#"):
                yield first, statement
            begin, first = token.end(), number


def _paths(document: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(document, list):
        # Only the headers of arrays of tables matter here; values in an array are no keys.
        document = document[0] if document and document[0] == {} else None
    if isinstance(document, dict):
        for name, value in document.items():
            yield (name,)
            for path in _paths(value):
                yield (name, *path)
