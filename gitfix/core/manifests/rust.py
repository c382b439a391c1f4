"""Cargo.toml."""

from __future__ import annotations

from typing import Any

from gitfix.core.manifests.toml import document, table, written
from gitfix.core.manifests.values import Dependency

_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")


def cargo_toml(text: str) -> list[Dependency]:
    """The package's, the workspace's and each target's dependencies, patches, and the compiler's version."""
    read = document(text)
    found = _all(read, "")
    found += _named("workspace dependencies", table(read, "workspace", "dependencies"))
    for target, value in table(read, "target").items():
        found += _all(value if isinstance(value, dict) else {}, f" for {target}")
    for source in table(read, "patch"):
        found += _named(f"patch of {source}", table(read, "patch", source))
    found += _named("replace", table(read, "replace"))
    version = table(read, "package").get("rust-version")
    if isinstance(version, str):
        found.append(Dependency("rust-version", "rust", "rust", version))
    return found


def _all(read: dict[str, Any], where: str) -> list[Dependency]:
    return [one for name in _TABLES for one in _named(name + where, table(read, name))]


def _named(scope: str, named: dict[str, Any]) -> list[Dependency]:
    return [Dependency(scope, name, name, written(value)) for name, value in named.items()]
