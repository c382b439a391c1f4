"""Classes whose constructor comes from their fields: dataclasses, attrs classes and named tuples."""

from __future__ import annotations

import ast

from gitfix.core.api.signature import Parameter, Signature

_DECORATORS = ("dataclass", "define", "frozen", "mutable", "attrs", "s")
_FIELDS = ("field", "ib", "attrib")
_DEFAULTS = ("default", "default_factory", "factory")


def fields_of(node: ast.ClassDef) -> Signature | None:
    """The signature that such a class is made with; None for any other class, and for one that inherits fields."""
    options = _options(node)
    tuple_like = any(_word(base) == "NamedTuple" for base in node.bases)
    if not tuple_like and (
        options is None
        or any(_word(base) not in ("Generic", "Protocol", "object") for base in node.bases)
    ):
        return None
    by_name = bool(options and options.get("kw_only"))
    placed: list[Parameter] = []
    named: list[Parameter] = []
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            if _word(one.annotation) == "KW_ONLY":
                by_name = True
                continue
            given = _field(one.value)
            if _word(one.annotation) == "ClassVar" or given.get("init") is False:
                continue
            name = (
                one.target.id if tuple_like or "attrs" not in given else one.target.id.lstrip("_")
            )
            optional = one.value is not None and given.get("optional", True) is True
            only = given.get("kw_only", by_name)
            (named if only else placed).append(
                Parameter(name, "name" if only else "both", optional)
            )
    return Signature((*placed, *named))


def _options(node: ast.ClassDef) -> dict[str, object] | None:
    """The options of the decorator that makes the constructor; None without one, or with `init=False`."""
    for one in node.decorator_list:
        call = one if isinstance(one, ast.Call) else None
        if _word(call.func if call else one) in _DECORATORS:
            options = _constants(call)
            return None if options.get("init") is False else options
    return None


def _field(value: ast.expr | None) -> dict[str, object]:
    """What `field(…)` says of one; nothing for a plain default."""
    if not (isinstance(value, ast.Call) and _word(value.func) in _FIELDS):
        return {}
    optional = any(keyword.arg in _DEFAULTS for keyword in value.keywords)
    return {**_constants(value), "optional": optional}


def _constants(call: ast.Call | None) -> dict[str, object]:
    keywords = call.keywords if call else []
    return {k.arg: k.value.value for k in keywords if k.arg and isinstance(k.value, ast.Constant)}


def _word(node: ast.expr) -> str:
    """The last word of a name, `typing.ClassVar[int]` and a name in quotes included."""
    if isinstance(node, ast.Subscript):
        return _word(node.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value.partition("[")[0].rpartition(".")[2]
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
