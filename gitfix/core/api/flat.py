"""The statements of a module as they may run: what stands under `if`, `try`, `with` and loops, too."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_PARTS = ("body", "orelse", "finalbody")
_OPEN = (
    *(ast.If, ast.Try, ast.TryStar, ast.With, ast.AsyncWith),
    *(ast.For, ast.AsyncFor, ast.While, ast.Match),
)
"""What runs its body as a part of what it stands in."""


def flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those under `if`, `try`, `with` and loops included."""
    for node in body:
        yield node
        if isinstance(node, _OPEN):
            for name in _PARTS:
                yield from flat(getattr(node, name, ()))
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                yield from flat(part.body)
