"""Reads each layer of configuration from its raw form; an error names file, line and the nearest known key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gitfix.core.config import Layer
from gitfix.core.config_keys import PLAYBOOK_TABLES, Key, all_keys, nearest
from gitfix.core.outcome import Refusal
from gitfix.core.text import shorten

_BARE = r"[A-Za-z0-9_-]+"
_SPAN = r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(s|sec|m|min|h)?"
_INTEGER = r"(?i)([0-9]{1,15})([kmg]?)"
_FACTORS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
"""git-config(1): integers may end in k, M or G."""
_LONGEST = 86_400.0
_UNITS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600}
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0", "")
PREFIX = "GITFIX_CONFIG_"
NOT_CONFIGURATION = ("gitfix.trust",)
"""Keys below `gitfix.` in git's configuration that gitfix keeps for itself."""


def parse_toml(text: str, origin: str, table: tuple[str, ...], rules: tuple[str, ...]) -> Layer:
    """The team's layer: `.gitfix.toml`, or `table` of another TOML file."""
    import tomllib

    from gitfix.core.toml_lines import key_lines

    text = text.removeprefix("\ufeff")
    try:
        document: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(
            f"{origin} is not valid TOML",
            found=(str(error),),
            hint="repair that line on the default branch; gitfix reads its policy from there",
        ) from None
    for depth, name in enumerate(table, 1):
        document = document.get(name, {})
        if not isinstance(document, dict):
            raise Refusal(f"{origin}: {_dotted(table[:depth])} is not a table", hint=_AS_TABLE)
    document = {name: value for name, value in document.items() if name not in PLAYBOOK_TABLES}
    keys = all_keys(rules)
    lines = key_lines(text, table)
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for path, value in _flatten(document, ()):
        name = _dotted(path)
        where = f"{origin} line {lines[table + path]}"
        if value == {} and any(other.startswith(f"{name}.") for other in keys):
            continue
        key = keys.get(name)
        if key is None:
            raise _unknown(where, name, list(keys))
        if key.kind == "budgets":
            from gitfix.core.config_budgets import path_budgets

            values[name] = path_budgets(value, text, table + path, origin, where)
        else:
            values[name] = _typed(key, value, where)
        origins[name] = where
    return Layer("team", origin, values, origins)


_AS_TABLE = "write [tool.gitfix], and the keys below it"


def _flatten(
    document: dict[str, Any], prefix: tuple[str, ...]
) -> Iterable[tuple[tuple[str, ...], object]]:
    for name, value in document.items():
        if isinstance(value, dict) and value:
            yield from _flatten(value, (*prefix, name))
        else:
            yield (*prefix, name), value


def _dotted(path: tuple[str, ...]) -> str:
    """The name as TOML spells it: a part that is no bare key stays in quotes."""
    return ".".join(part if re.fullmatch(_BARE, part) else f'"{part}"' for part in path)


def parse_git(rows: Iterable[tuple[str, str, str]], layer: str, rules: tuple[str, ...]) -> Layer:
    """A layer of git's configuration: rows of (key, value, origin).

    Lists: the key repeated, or commas; for others the last row counts, as in git. An empty text in a list
    forgets the ones before it.
    """
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
            raise _unknown(origin, spelled.removeprefix("gitfix."), list(known))
        raw.setdefault(key.name, []).append(value)
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
        values[key.name] = _from_text(key, [text], f"the variable {name}")
        origins[key.name] = name
    return Layer("environment", "environment", values, origins)


def parse_value(key: Key, text: str) -> object:
    """The value that a person typed for `key`; Refusal when it does not fit."""
    return _from_text(key, [text], key.name)


def _from_text(key: Key, texts: list[str], where: str) -> object:
    last = texts[-1].strip()
    if key.kind == "strings":
        since = max((at for at, text in enumerate(texts) if not text.strip()), default=-1)
        parts = [part.strip() for text in texts[since + 1 :] for part in text.split(",")]
        return tuple(part for part in parts if part)
    if key.kind == "integer":
        match = re.fullmatch(_INTEGER, last)
        return _typed(key, int(match[1]) * _FACTORS[match[2].lower()] if match else last, where)
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
        seconds = seconds_of(value)
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
    subject = key.name if where == key.name else f"{where}: {key.name}"
    raise Refusal(
        f"{subject} cannot be {shorten(repr(value), 60)}", hint=f"{key.name} takes {_fits(key)}"
    )


def seconds_of(value: object) -> float | None:
    """The seconds of `90s`, `2m` or a number, up to a day; None for anything else."""
    match = re.fullmatch(_SPAN, value.strip()) if isinstance(value, str) else None
    found = float(match[1]) * _UNITS[match[2] or "s"] if match else value
    if not isinstance(found, (int, float)) or isinstance(found, bool):
        return None
    return float(found) if 0 < found <= _LONGEST else None


def _fits(key: Key) -> str:
    return {
        "integer": "a whole number, 0 or more",
        "seconds": "a time span up to a day, such as 5 (seconds), 30s or 2m",
        "flag": "true or false",
        "text": "a text",
        "strings": "a list of texts",
        "choice": "one of " + ", ".join(key.choices),
        "budgets": "tables, which only the team's file can hold: [[budget.paths]]",
    }[key.kind]


def _unknown(where: str, name: str, names: list[str]) -> Refusal:
    below = [other for other in names if other.startswith(f"{name}.")]
    near = below[0] if below else nearest(name, names)
    hint = f"did you mean {near}?" if near else "gitfix config lists every key"
    if below:
        hint = f"{name} is a table of keys such as {near}"
    return Refusal(f"{where}: there is no key {name}", hint=hint)
