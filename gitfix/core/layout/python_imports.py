"""Runs of Python imports whose order does not count.

A module runs when it is first imported, so that order may always count. It is taken not to in a run of plain imports
between other statements, where each name is bound once and used in the file: what is imported for its effect alone, a
star, `__future__`, what a package's `__init__` only hands on, and imports under a condition stay where they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gitfix.core.layout.form import Statement

Import = ast.Import | ast.ImportFrom
_PLAIN = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Blocks:
    """The imports of one file."""

    def __init__(self, tree: ast.AST) -> None:
        nodes = list(ast.walk(tree))
        self._used = {node.id for node in nodes if isinstance(node, ast.Name)}
        self._bodies: dict[int, list[ast.stmt | list[Import]]] = {}
        found: list[Statement] = []
        for node in nodes:
            if isinstance(node, _PLAIN) and any(isinstance(one, Import) for one in node.body):
                parts = list(self._parts(node.body))
                self._bodies[id(node.body)] = parts
                for run in parts:
                    if isinstance(run, list):
                        found += [
                            Statement(x.lineno - 1, x.end_lineno or x.lineno, tuple(_atoms(x)))
                            for x in run
                        ]
        self.statements = tuple(found)

    def sorted(self, body: list[object]) -> list[object]:
        """The statements of a block, each run of imports that may move as one sorted value."""
        parts: list[object] = list(self._bodies.get(id(body), body))
        return [
            ("imports", *sorted(map(repr, (atom for each in one for atom in _atoms(each)))))
            if isinstance(one, list)
            else one
            for one in parts
        ]

    def _parts(self, body: list[ast.stmt]) -> Iterator[ast.stmt | list[Import]]:
        """The statements, with runs of movable imports as lists."""
        run: list[Import] = []
        bound: dict[str, object] = {}
        for one in body:
            names = dict(self._bound(one)) if isinstance(one, Import) else {}
            goes_on = all(bound.get(name, source) == source for name, source in names.items())
            if run and not (names and goes_on):
                yield run
                run, bound = [], {}
            if names and isinstance(one, Import):
                run.append(one)
                bound |= names
            else:
                yield one
        if run:
            yield run

    def _bound(self, one: Import) -> Iterator[tuple[str, object]]:
        """The names that a movable import binds, and to what; nothing for one that has to stay."""
        found: list[tuple[str, object]] = []
        for atom in _atoms(one):
            kind, _, module, name, alias = atom
            local = alias or (name or module).split(".")[0]
            if name == "*" or module == "__future__" or local not in self._used:
                return
            source = ("module", local) if kind == "import" and not alias else atom
            if any(known == local and other != source for known, other in found):
                return
            found.append((local, source))
        yield from found


def _atoms(one: Import) -> list[tuple[str, int, str, str, str]]:
    """What a statement binds, name by name: kind, level, module, name, alias."""
    if isinstance(one, ast.Import):
        return [("import", 0, name.name, "", name.asname or "") for name in one.names]
    module = one.module or ""
    return [("from", one.level, module, name.name, name.asname or "") for name in one.names]
