"""The statements of a module as they may run: what stands under `if`, `try`, `with` and loops, too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those under `if`, `try`, `with` and loops included."""
    for node in body:
        yield node
        for name in ("body", "orelse", "finalbody"):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield from flat(getattr(node, name, ()))
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from flat(part.body)
