"""Which names of a module are public: those of `__all__`, else those without a leading underscore."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from gitfix.core.api.flat import flat

_ALL = "__all__"


def exported(
    body: Iterable[ast.stmt], bound: set[str], *, package: bool
) -> tuple[frozenset[str] | None, frozenset[str]]:
    """The names of `__all__` (None without one that can be read), and the public names.

    Without `__all__` an import is public only where it says so (`import x as x`, PEP 484 on stubs), or where a package
    takes names from its own modules, which is how packages offer them. A name in `__all__` stays public wherever it
    comes from; one that is not in it stays importable, so it counts while it has no underscore and is defined here.
    """
    nodes = list(body)
    listed = _listed(nodes)
    plain = {name for name in bound if not name.startswith("_")} - _imported(nodes, package)
    return listed, frozenset(plain if listed is None else listed)


def _imported(nodes: list[ast.stmt], package: bool) -> set[str]:
    """Names that are here only because this module needs them itself."""
    here: set[str] = set()
    offered: set[str] = set()
    defined: set[str] = set()
    for node in flat(nodes):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            own = isinstance(node, ast.ImportFrom) and node.level > 0
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                (offered if alias.asname == alias.name or (own and package) else here).add(name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            defined.add(node.name)
    return here - offered - defined


def _listed(nodes: list[ast.stmt]) -> frozenset[str] | None:
    """`__all__` as it is written, `+=` and `extend` included; None when a part of it is computed."""
    found: set[str] | None = None
    for node in nodes:
        value = _value(node)
        if value is None:
            continue
        names = _texts(value)
        if names is None:
            return None
        found = names if not _adds(node) else (found or set()) | names
    return None if found is None else frozenset(found)


def _value(node: ast.stmt) -> ast.expr | None:
    """What a statement gives to `__all__`, if it is about it."""
    if isinstance(node, ast.Assign) and any(_is_all(target) for target in node.targets):
        return node.value
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)) and _is_all(node.target):
        return node.value
    call = node.value if isinstance(node, ast.Expr) else None
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and _is_all(call.func.value)
    ):
        if call.func.attr == "append" and call.args:
            return ast.List(elts=[call.args[0]], ctx=ast.Load())
        return call.args[0] if call.args else call
    return None


def _adds(node: ast.stmt) -> bool:
    return isinstance(node, (ast.AugAssign, ast.Expr))


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == _ALL


def _texts(node: ast.expr) -> set[str] | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _texts(node.left), _texts(node.right)
        return None if left is None or right is None else left | right
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return None
    texts = [one.value for one in node.elts if isinstance(one, ast.Constant)]
    names = {text for text in texts if isinstance(text, str)}
    return names if len(texts) == len(node.elts) else None
