"""Which file is a manifest, and what reads it."""

from __future__ import annotations

from collections.abc import Callable

from gitfix.core import glob
from gitfix.core.manifests.values import Dependency

Reader = Callable[[str], list[Dependency]]

_NAMES = {
    "pyproject.toml": ("python", "pyproject"),
    "Pipfile": ("python", "pipfile"),
    "setup.cfg": ("python", "setup_cfg"),
    "package.json": ("javascript", "package_json"),
    "Cargo.toml": ("rust", "cargo_toml"),
    "go.mod": ("go", "go_mod"),
    "pom.xml": ("maven", "pom_xml"),
}
_REQUIREMENTS = (
    "requirements*.txt",
    "requirements*.in",
    "*requirements.txt",
    "constraints*.txt",
    "**/requirements/*.txt",
    "**/requirements/*.in",
)
_ENDS = (*_NAMES, ".txt", ".in")


def is_manifest(path: str) -> bool:
    """Whether `path` is a file that names dependencies in one of the known formats."""
    return _place(path) is not None


def reader(path: str) -> Reader | None:
    """What reads the file at `path`; imported here, because a hotfix seldom changes one."""
    place = _place(path)
    if place is None:
        return None
    from importlib import import_module

    module = import_module(f"gitfix.core.manifests.{place[0]}")
    read: Reader = getattr(module, place[1])
    return read


def _place(path: str) -> tuple[str, str] | None:
    if not path.endswith(_ENDS):
        return None
    named = _NAMES.get(path.rpartition("/")[2])
    if named is None and path.endswith((".txt", ".in")) and glob.matches(path, _REQUIREMENTS):
        return "requirement", "requirements"
    return named
