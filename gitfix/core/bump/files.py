"""Which file states its project's version, and how: one format for each name."""

from __future__ import annotations

from collections.abc import Set
from typing import Literal

from gitfix.core import glob
from gitfix.core.bump.builds import BUILDS, in_build
from gitfix.core.bump.documents import in_csproj, in_json, in_pom
from gitfix.core.bump.lines import in_lines, in_section
from gitfix.core.bump.locks import in_lock
from gitfix.core.bump.parts import in_parts
from gitfix.core.bump.setup import in_setup
from gitfix.core.hunks import MANIFESTS

Kind = Literal["version", "lockfile"]
LOCKS = ("package-lock.json", "npm-shrinkwrap.json", "Cargo.lock", "uv.lock")
"""Lock files that repeat the project's own version."""
TOML = ("pyproject.toml", "Cargo.toml")
"""What is edited by a TOML library (services/toml_edit.py), at these places."""
TOML_PLACES = {
    "pyproject.toml": (("project", "version"), ("tool", "poetry", "version")),
    "Cargo.toml": (("package", "version"), ("workspace", "package", "version")),
}
TOML_NAMES = {
    "pyproject.toml": (("project", "name"), ("tool", "poetry", "name")),
    "Cargo.toml": (("package", "name"),),
}
_IN_JSON = (("version",), ("packages", "", "version"))
_YAML = (".yaml", ".yml")


def kind_of(path: str, stated: tuple[str, ...]) -> Kind | None:
    """What `path` is to a release; `stated`: patterns of version files. None for any other file."""
    name = path.rpartition("/")[2]
    if name in LOCKS:
        return "lockfile"
    return "version" if name in BUILDS or glob.matches(path, (*stated, *MANIFESTS)) else None


def bumped(
    path: str, text: str, old: str, new: str, *, stated: bool, names: Set[str] = frozenset()
) -> str:
    """`text` with `new` wherever it states `old` as the project's own version; the same text where it does not.

    `stated`: it is a version file by its name, where a bare version will do. `names`: the project's own packages.
    """
    name = path.rpartition("/")[2]
    if name in ("Cargo.lock", "uv.lock"):
        return in_lock(text, names, old, new)
    if name.endswith(".json"):
        places = _IN_JSON if name in LOCKS else _IN_JSON[:1]
        return in_json(text, places, old, new)
    if name == "pom.xml":
        return in_pom(text, old, new, module="/" in path)
    if name.endswith(".csproj"):
        return in_csproj(text, old, new)
    if name == "setup.cfg":
        return in_section(text, "metadata", old, new)
    if name == "setup.py":
        text = in_setup(text, old, new)
    if name in BUILDS:
        text = in_build(name, text, old, new)
    if stated or name in BUILDS:
        text = in_parts(text, old, new)
    return in_lines(text, old, new, bare=stated, top=name.endswith(_YAML))
