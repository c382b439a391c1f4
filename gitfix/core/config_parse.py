"""Reads each layer of configuration from its raw form; an error names file, line and the nearest known key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gitfix.core.config import Layer
from gitfix.core.config_keys import Key, all_keys, nearest
from gitfix.core.outcome import Refusal

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|m|min|h)?")
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
PREFIX = "GITFIX_CONFIG_"
NOT_CONFIGURATION = ("gitfix.trust",)
"""Keys below `gitfix.` in git's configuration that gitfix keeps for itself."""


def parse_toml(text: str, origin: str, table: tuple[str, ...], rules: tuple[str, ...]) -> Layer:
    """The team's layer: `.gitfix.toml`, or `table` of another TOML file."""
    import tomllib

    try:
        document: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            f"{origin} is not valid TOML",
            found=(str(error),),
            hint="repair that line on the default branch; gitfix reads its policy from there",
        ) from None
    for name in table:
        document = document.get(name, {}) if isinstance(document, dict) else {}
    keys = all_keys(rules)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for name, value in _flatten(document, ""):
        where = f"{origin} line {_line_of(text, name, table)}"
        key = keys.get(name)
        if key is None:
            raise _unknown(where, name, list(keys))
        values[name] = _typed(key, value, where)
        origins[name] = where
    return Layer("team", origin, values, origins)


def _flatten(document: object, prefix: str) -> Iterable[tuple[str, object]]:
    if not isinstance(document, dict):
        return
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


_HEADER = re.compile(r"^\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGN = re.compile(
    r"^\s*(?P<name>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)


def _line_of(text: str, name: str, table: tuple[str, ...]) -> int:
    """The line on which key `name` is set; the line of its table for keys of inline tables. Counted from 1."""
    wanted = [*table, *name.split(".")]
    here: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            here = _parts(header["name"])
        assign = None if header else _ASSIGN.match(line)
        path = here + _parts(assign["name"]) if assign else here
        if path == wanted:
            return number
        if (header or assign) and path == wanted[: len(path)] and len(path) > depth:
            best, depth = number, len(path)
    return best


def _parts(dotted: str) -> list[str]:
    found = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", dotted)
    return ["".join(groups) for groups in found]


def parse_git(rows: Iterable[tuple[str, str, str]], layer: str, rules: tuple[str, ...]) -> Layer:
    """A layer of git's configuration: rows of (key, value, origin); repeated keys and commas make a list."""
    known = all_keys(rules)
    keys = {key.git.lower(): key for key in known.values()}
    raw: dict[str, list[str]] = {}
    origins: dict[str, str] = {}
    for name, value, origin in rows:
        spelled = name.lower()
        if spelled in NOT_CONFIGURATION:
            continue
        key = keys.get(spelled)
        if key is None:
            shown = {k: known_key.name for k, known_key in keys.items()}
            raise _unknown(origin, name.removeprefix("gitfix."), list(shown.values()))
        parts = [part.strip() for part in value.split(",")] if key.kind == "strings" else [value]
        raw.setdefault(key.name, []).extend(parts)
        origins[key.name] = origin
    values = {name: _from_text(known[name], texts, origins[name]) for name, texts in raw.items()}
    return Layer(layer, "git config", values, origins)


def parse_environment(env: Mapping[str, str], rules: tuple[str, ...]) -> Layer:
    """The layer of `GITFIX_CONFIG_*` variables; lists are separated by commas."""
    known = all_keys(rules)
    keys = {key.variable: key for key in known.values()}
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for name, text in env.items():
        if not name.startswith(PREFIX):
            continue
        key = keys.get(name)
        if key is None:
            wanted = name.removeprefix(PREFIX).lower().replace("_", ".", 1)
            raise _unknown(f"the variable {name}", wanted, list(known))
        texts = [part.strip() for part in text.split(",")] if key.kind == "strings" else [text]
        values[key.name] = _from_text(key, texts, f"the variable {name}")
        origins[key.name] = name
    return Layer("environment", "environment", values, origins)


def parse_value(key: Key, text: str) -> object:
    """The value that a person typed for `key`; Refusal when it does not fit."""
    parts = [part.strip() for part in text.split(",")] if key.kind == "strings" else [text]
    return _from_text(key, parts, key.name)


def _from_text(key: Key, texts: list[str], where: str) -> object:
    last = texts[-1]
    if key.kind == "strings":
        return tuple(text for text in texts if text)
    if key.kind == "integer":
        return _typed(key, int(last) if re.fullmatch(r"-?\d+", last.strip()) else last, where)
    if key.kind == "flag":
        lower = last.lower()
        return _typed(key, lower in _TRUE if lower in (*_TRUE, *_FALSE) else last, where)
    return _typed(key, last, where)


def _typed(key: Key, value: object, where: str) -> object:
    """`value` in the type of `key`; Refusal says what was found and what fits."""
    if (
        key.kind == "integer"
        and isinstance(value, int)
        and not isinstance(value, bool)
        and value >= 0
    ):
        return value
    if key.kind == "seconds":
        seconds = _seconds(value)
        if seconds is not None:
            return seconds
    if key.kind == "flag" and isinstance(value, bool):
        return value
    if key.kind == "text" and isinstance(value, str):
        return value
    if key.kind == "choice" and value in key.choices:
        return value
    if key.kind == "strings":
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
    raise Refusal(f"{where}: {key.name} cannot be {value!r}", hint=f"{key.name} takes {_fits(key)}")


def _seconds(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0:
        return float(value)
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    return float(match[1]) * _UNITS[match[2] or "s"] if match else None


def _fits(key: Key) -> str:
    return {
        "integer": "a whole number",
        "seconds": "seconds, such as 5 or 30s or 2m",
        "flag": "true or false",
        "text": "a text",
        "strings": "a list of texts",
        "choice": "one of " + ", ".join(key.choices),
    }[key.kind]


def _unknown(where: str, name: str, names: list[str]) -> Refusal:
    near = nearest(name, names)
    hint = f"did you mean {near}?" if near else "gitfix config lists every key"
    return Refusal(f"{where}: there is no key {name}", hint=hint)
