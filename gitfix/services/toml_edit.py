"""Sets values of a TOML document and leaves everything else as it was written, by tomlkit."""

from __future__ import annotations

from typing import Any

from gitfix.core.text import decode, encode

Place = tuple[str, ...]


def replaced(text: str, places: tuple[Place, ...], old: str, new: str) -> str:
    """`text` with `new` at each of `places` that holds `old`; the same text where it is no TOML."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if old not in text:
        return text
    try:
        document: Any = tomlkit.parse(_valid(text))
    except (TOMLKitError, ValueError, RecursionError):
        return text
    for *above, key in places:
        table = _table(document, above)
        if table is None or table.get(key) != old:
            continue
        literal = table.item(key).as_string().startswith("'")
        table[key] = tomlkit.string(new, literal=literal)
    return decode(encode(tomlkit.dumps(document)))


def value(text: str, place: Place) -> str:
    """The text at `place`; empty where there is none."""
    import tomllib

    try:
        found: Any = tomllib.loads(_valid(text))
    except (ValueError, RecursionError):
        return ""
    for key in place:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _table(document: Any, above: list[str]) -> Any:
    for name in above:
        document = document.get(name)
        if not hasattr(document, "get"):
            return None
    return document if hasattr(document, "item") else None


def _valid(text: str) -> str:
    """ValueError where it is no Unicode (RFC 3629): TOML is nothing else."""
    text.encode()
    return text
