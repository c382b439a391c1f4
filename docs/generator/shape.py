"""The shape of a result in JSON, read off its dataclass: what `--json` prints, without running anything."""

from __future__ import annotations

import ast
import importlib
import inspect
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Choice:
    """One of these values."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Either:
    """One of these shapes."""

    shapes: tuple[object, ...]


WORDS: dict[object, str] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "true or false",
    type(None): "null",
}
ANY = "anything"


def shape(kind: Any) -> object:
    """A dict, a list with one item, a `Choice`, an `Either`, or a word; TypeError for what JSON does not have."""
    if kind in WORDS:
        return WORDS[kind]
    if kind in (Any, object):
        return ANY
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return Choice(tuple(map(str, arguments)))
    if origin in (Union, types.UnionType):
        return Either(tuple(shape(one) for one in arguments))
    if origin in (tuple, list, set, frozenset):
        return [shape(arguments[0])]
    if origin and issubclass(origin, Mapping):
        return {"…": shape(arguments[1])}
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type):
        return _class(kind)
    raise TypeError(f"{kind} has no JSON shape")


def _class(kind: type) -> object:
    if issubclass(kind, Enum):
        return Choice(tuple(member.name for member in kind))
    if kind.__name__ in ("Oid", "TreeId"):
        return "object id"
    if issubclass(kind, (str, PurePath)):
        return "text"
    if issubclass(kind, (dict, Mapping)):
        return {"…": ANY}
    raise TypeError(f"{kind} has no JSON shape")


def _dataclass(kind: Any) -> dict[str, object]:
    hints = get_type_hints(kind, localns=_type_checking_names(kind.__module__))
    hidden = getattr(kind, "_private", ())
    return {f.name: shape(hints[f.name]) for f in fields(kind) if f.name not in hidden}


def _type_checking_names(module: str) -> dict[str, object]:
    """What a module imports for its annotations alone."""
    source = ast.parse(inspect.getsource(importlib.import_module(module)))
    names: dict[str, object] = {}
    for node in source.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for inner in node.body:
                if isinstance(inner, ast.ImportFrom) and inner.module:
                    origin = importlib.import_module(inner.module)
                    names |= {a.asname or a.name: getattr(origin, a.name) for a in inner.names}
    return names


def drawn(found: object, indent: str = "") -> str:
    """The shape as text for a page."""
    inner = indent + "  "
    match found:
        case dict():
            rows = [f'{inner}"{key}": {drawn(value, inner)}' for key, value in found.items()]
            return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
        case [only]:
            return f"[{drawn(only, indent)}, …]"
        case Choice(values):
            return " | ".join(f'"{value}"' for value in values)
        case Either(shapes):
            return " | ".join(drawn(one, indent) for one in shapes)
        case _:
            return str(found)


def problems(found: object, value: object, where: str = "result") -> list[str]:
    """Where a real value is not of the shape; empty when it is."""
    match found:
        case dict() if "…" in found:
            return [] if isinstance(value, dict) else [f"{where} is not an object"]
        case dict():
            if not isinstance(value, dict):
                return [f"{where} is not an object"]
            wrong = [f"{where}.{key} is in one only" for key in sorted(found.keys() ^ value.keys())]
            for key in found.keys() & value.keys():
                wrong += problems(found[key], value[key], f"{where}.{key}")
            return wrong
        case [only]:
            if not isinstance(value, list):
                return [f"{where} is not a list"]
            return [
                p for n, item in enumerate(value) for p in problems(only, item, f"{where}[{n}]")
            ]
        case Choice(values):
            return [] if value in values else [f"{where} is {value!r}"]
        case Either(shapes):
            tried = [problems(one, value, where) for one in shapes]
            return [] if [] in tried else min(tried, key=len)
        case _:
            return _word(str(found), value, where)


def _word(word: str, value: object, where: str) -> list[str]:
    fits = {
        "null": value is None,
        "true or false": isinstance(value, bool),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool),
        "text": isinstance(value, str),
        "object id": isinstance(value, str) and len(value) in (40, 64),
        ANY: True,
    }
    return [] if fits[word] else [f"{where} is {value!r}, not {word}"]
