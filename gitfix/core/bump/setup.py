"""The version in the call of `setup` of a setup.py, wherever in the file and on its line it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gitfix.core.bump.lines import lines_of


def in_setup(text: str, old: str, new: str) -> str:
    """`text` with `new` where `setup(version="…")` has `old`; unchanged where it is no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return text
    lines = [line.encode("utf-8", "surrogateescape") for line in lines_of(text)]
    for node in _versions(tree):
        row, first, last = node.lineno - 1, node.col_offset, node.end_col_offset or 0
        if node.value == old and node.end_lineno == node.lineno:
            line = lines[row]
            word = line[first:last].replace(old.encode(), new.encode())
            lines[row] = line[:first] + word + line[last:]
    return b"".join(lines).decode("utf-8", "surrogateescape")


def _versions(tree: ast.AST) -> Iterator[ast.Constant]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if isinstance(call.func, ast.Name):
            name = call.func.id
        for argument in call.keywords if name == "setup" else ():
            if argument.arg == "version" and isinstance(argument.value, ast.Constant):
                yield argument.value
