"""Which lines of Python source are run together: those of one statement, and of the head of one that has a body."""

from __future__ import annotations

import ast
import warnings


def statements(source: str) -> dict[int, tuple[int, int]]:
    """Line → the first and last line of its statement; without those that are never run (docstrings, `global`).

    Empty where the source is not of this Python's grammar.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[int, tuple[int, int]] = {}
    # A body comes after its head: the innermost statement has the last word.
    for node in ast.walk(tree):
        if not _never_run(node):
            first, last = _lines(node)
            found.update((number, (first, last)) for number in range(first, last + 1))
    return found


def _lines(node: ast.AST) -> tuple[int, int]:
    first = _start(node)
    body = getattr(node, "body", None) or getattr(node, "cases", None)
    if not isinstance(body, list):
        return first, getattr(node, "end_lineno", None) or first
    # Between the two stand comments at most: they are not asked about.
    return first, max(_start(body[0]) - 1, first)


def _start(node: ast.AST) -> int:
    if isinstance(node, ast.match_case):
        return node.pattern.lineno
    lines: list[int] = [each.lineno for each in (node, *getattr(node, "decorator_list", []))]
    return min(lines)


def _never_run(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Global | ast.Nonlocal):
        return True
    return not isinstance(node, ast.stmt | ast.excepthandler | ast.match_case)
