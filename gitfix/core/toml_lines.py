"""On which line of a TOML file a key is set: `tomllib` does not say, and an error has to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # a string of several lines may end in two quotes of its own
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[{]|[\]}]|\n",
    re.DOTALL,
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


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header or assignment with the line that it begins on: a line end outside of any bracket ends it."""
    number, begin, depth = 1, 0, 0
    first = number
    for token in _TOKEN.finditer(text + "\n"):
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
