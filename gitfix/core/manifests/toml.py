"""TOML manifests: the document, a table in it, and the value of a dependency as a person would write it."""

from __future__ import annotations

from typing import Any

from gitfix.core.manifests.values import Unreadable


def document(text: str) -> dict[str, Any]:
    """The document; Unreadable when it is not TOML."""
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not valid TOML: {error}") from None


def table(read: dict[str, Any], *names: str) -> dict[str, Any]:
    """The table at `names`; empty where there is none."""
    for name in names:
        found = read.get(name)
        if not isinstance(found, dict):
            return {}
        read = found
    return read


def written(value: Any) -> str:
    """`^1.2`, or every field of a table that says which one is meant, in one order."""
    if isinstance(value, str):
        return "" if value == "*" else value
    if isinstance(value, dict):
        fields = [f"{name} {_field(value[name])}" for name in sorted(value) if name != "version"]
        return ", ".join([*([str(value["version"])] if "version" in value else []), *fields])
    if isinstance(value, list):
        return " and ".join(map(written, value))
    return str(value)


def _field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)
