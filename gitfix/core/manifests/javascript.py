"""package.json (npm, yarn, pnpm, bun)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitfix.core.manifests.values import Dependency, Unreadable
from gitfix.core.redact import redact_url

_TABLES = (
    "dependencies",
    "devDependencies",
    "peerDependencies",
    "optionalDependencies",
    "engines",
    "overrides",
    "resolutions",
)


def package_json(text: str) -> list[Dependency]:
    """Every table that decides which version of a package is installed; overrides may be nested."""
    import json

    try:
        read = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is not valid JSON: {error}") from None
    if not isinstance(read, dict):
        raise Unreadable("it is not an object")
    found = [one for name in _TABLES for one in _named(name, read.get(name))]
    pnpm = read.get("pnpm")
    if isinstance(pnpm, dict):
        found += _named("overrides", pnpm.get("overrides"))
    if isinstance(read.get("packageManager"), str):
        name, _, version = read["packageManager"].rpartition("@")
        found.append(Dependency("packageManager", name, name, version))
    return found


def _named(scope: str, named: Any, above: str = "") -> Iterator[Dependency]:
    for name, value in named.items() if isinstance(named, dict) else ():
        whole = f"{above} > {name}" if above else name
        if isinstance(value, dict):
            yield from _named(scope, value, whole)
        else:
            constraint = redact_url(str(value))
            yield Dependency(scope, whole, whole, "" if constraint == "*" else constraint)
