"""What a Python module offers to those who import it, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Literal

from gitfix.core.api.exports import exported
from gitfix.core.api.fields import fields_of
from gitfix.core.api.flat import flat
from gitfix.core.api.signature import Parameter, Signature
from gitfix.core.value import dataclass, field

What = Literal[
    "function", "method", "class method", "static method", "property", "class", "name", "import"
]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_PROPERTIES = ("property", "cached_property", "abstractproperty", "setter", "getter", "deleter")


@dataclass(frozen=True)
class Symbol:
    """One name. `signature` is None where it cannot be called, or nobody can tell how. `bases`: a class's own."""

    what: What
    line: int
    signature: Signature | None = None
    coroutine: bool = False
    members: dict[str, Symbol] = field(default_factory=dict)
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surface:
    """The names that a module binds, and which of them are public.

    `listed`: the names of `__all__`, None where there is none that can be read. `open`: more names may be there (a
    star import, a module's `__getattr__`).
    """

    symbols: dict[str, Symbol]
    public: frozenset[str]
    listed: frozenset[str] | None
    open: bool


def surface(source: bytes, *, package: bool) -> Surface | None:
    """The surface of a module; None when it is not Python that this interpreter reads."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    symbols = _symbols(tree.body, inside=False)
    listed, public = exported(tree.body, set(symbols), package=package)
    star = any(
        isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in flat(tree.body)
    )
    return Surface(symbols, public, listed, star or "__getattr__" in symbols)


def _symbols(body: Iterable[ast.stmt], *, inside: bool) -> dict[str, Symbol]:
    found: dict[str, Symbol] = {}
    overloads: dict[str, list[Signature]] = {}
    for node in flat(body):
        if isinstance(node, _FUNCTIONS):
            decorators = names_of(node.decorator_list)
            if "overload" in decorators:
                overloads.setdefault(node.name, []).append(signature_of(node.args, skip=inside))
                found.setdefault(node.name, _function(node, decorators, inside))
            else:
                overloads.pop(node.name, None)
                found[node.name] = _function(node, decorators, inside)
        elif isinstance(node, ast.ClassDef):
            found[node.name] = _class(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                found[name] = Symbol("import", node.lineno)
        else:
            for name in _assigned(node):
                found[name] = Symbol("name", node.lineno)
    for name in overloads:
        # A stub has nothing but overloads: how they can be called together, nobody can say in one signature.
        found[name] = Symbol(found[name].what, found[name].line)
    return found


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: list[str], inside: bool
) -> Symbol:
    if inside and any(name in _PROPERTIES for name in decorators):
        return Symbol("property", node.lineno)
    what: What = "function"
    if inside:
        static, of_class = "staticmethod" in decorators, "classmethod" in decorators
        what = "static method" if static else "class method" if of_class else "method"
    skip = inside and what != "static method"
    coroutine = isinstance(node, ast.AsyncFunctionDef) and "asynccontextmanager" not in decorators
    return Symbol(
        what, node.lineno, signature_of(node.args, skip=skip), coroutine and not _yields(node)
    )


def _yields(node: ast.AST) -> bool:
    """An asynchronous generator is iterated over, not awaited."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            continue
        if isinstance(child, (ast.Yield, ast.YieldFrom)) or _yields(child):
            return True
    return False


def _class(node: ast.ClassDef) -> Symbol:
    members = _symbols(node.body, inside=True)
    made = members.get("__init__") or members.get("__new__")
    fields = fields_of(node)
    signature = made.signature if made else fields
    bases = tuple(ast.unparse(base) for base in node.bases)
    return Symbol("class", node.lineno, signature, members=members, bases=bases)


def _assigned(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign):
        targets: list[ast.expr] = list(node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor)):
        targets = [node.target]
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        targets = [one.optional_vars for one in node.items if one.optional_vars]
    else:
        name = getattr(node, "name", None)  # `type X = …`
        targets = [name] if isinstance(name, ast.Name) else []
    while targets:
        target = targets.pop(0)
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, (ast.Tuple, ast.List)):
            targets += target.elts
        elif isinstance(target, ast.Starred):
            targets.append(target.value)


def names_of(decorators: Iterable[ast.expr]) -> list[str]:
    """The last word of each decorator: `functools.cached_property` and `cached_property` are one."""
    found = []
    for one in decorators:
        node = one.func if isinstance(one, ast.Call) else one
        found.append(node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", ""))
    return found


def signature_of(args: ast.arguments, *, skip: bool = False) -> Signature:
    """The signature of a definition; `skip`: without its first parameter, which a method is given."""
    placed: list[tuple[str, Literal["place", "both"]]] = [
        *((one.arg, "place") for one in args.posonlyargs),
        *((one.arg, "both") for one in args.args),
    ]
    first = len(placed) - len(args.defaults)
    rows = [Parameter(name, kind, at >= first) for at, (name, kind) in enumerate(placed)]
    rows = rows[1:] if skip else rows
    named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    rows += [Parameter(one.arg, "name", default is not None) for one, default in named]
    return Signature(tuple(rows), args.vararg is not None, args.kwarg is not None)
