"""One line that begins a function, read by itself: whether another in its place takes every call that it took."""

from __future__ import annotations

import ast

from gitfix.core.api.signature import broken
from gitfix.core.api.surface import signature_of

_ODD = ("#", "\\", ";", "`", ":=", "yield", "\r", "\f", "\0")


def still_called(old: str, new: str) -> bool:
    """Whether both lines begin the same function, and the new one takes all calls of the old, as a method, too."""
    before, after = _read(old), _read(new)
    if before is None or after is None or _indent(old) != _indent(new):
        return False
    if type(before) is not type(after) or before.name != after.name:
        return False
    return not any(
        broken(signature_of(before.args, skip=skip), signature_of(after.args, skip=skip))
        for skip in (False, True)
    )


def _read(line: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The line with an empty body; None where that is not all there is to it."""
    if not line.isascii() or any(odd in line for odd in _ODD):
        return None
    try:
        body = ast.parse(line.strip() + " pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1 or not isinstance(body[0], (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    return body[0] if len(body[0].body) == 1 and isinstance(body[0].body[0], ast.Pass) else None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
