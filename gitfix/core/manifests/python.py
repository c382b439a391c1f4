"""Python's manifests: pyproject.toml (PEP 621, dependency groups, Poetry, uv, PDM), Pipfile and setup.cfg."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gitfix.core.manifests.requirement import requirement
from gitfix.core.manifests.toml import document, table, written
from gitfix.core.manifests.values import Dependency, Unreadable


def pyproject(text: str) -> list[Dependency]:
    """PEP 621 (project), PEP 735 (dependency groups), PEP 518 (build-system), and what tools have of their own."""
    read = document(text)
    project, tool = table(read, "project"), table(read, "tool")
    found = list(_listed("dependencies", project.get("dependencies")))
    if "requires-python" in project:
        found.append(_python(project["requires-python"]))
    for extra, listed in table(project, "optional-dependencies").items():
        found += _listed(f"extra {extra}", listed)
    for group, listed in table(read, "dependency-groups").items():
        found += _listed(f"group {group}", listed)
    found += _listed("build-system", table(read, "build-system").get("requires"))
    found += _poetry(table(tool, "poetry"))
    for group, listed in table(tool, "pdm", "dev-dependencies").items():
        found += _listed(f"group {group}", listed)
    uv = table(tool, "uv")
    for name in ("dev-dependencies", "constraint-dependencies", "override-dependencies"):
        found += _listed(f"uv {name}", uv.get(name))
    found += _tables("uv sources", table(uv, "sources"))
    return found


def pipfile(text: str) -> list[Dependency]:
    """Pipenv's lists."""
    read = document(text)
    names = ("packages", "dev-packages", "requires")
    return [one for name in names for one in _tables(name, table(read, name))]


def setup_cfg(text: str) -> list[Dependency]:
    """setuptools' declarative lists (setup.cfg, [options])."""
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error as error:
        raise Unreadable(str(error).splitlines()[0]) from None
    found: list[Dependency] = []
    for name in ("install_requires", "setup_requires", "tests_require"):
        found += _lines(name, parser.get("options", name, fallback=""))
    python = parser.get("options", "python_requires", fallback="")
    if python:
        found.append(_python(python))
    if parser.has_section("options.extras_require"):
        for extra, listed in parser.items("options.extras_require"):
            found += _lines(f"extra {extra}", listed)
    return found


def _poetry(poetry: dict[str, Any]) -> Iterator[Dependency]:
    yield from _tables("dependencies", table(poetry, "dependencies"))
    yield from _tables("group dev", table(poetry, "dev-dependencies"))
    for group in table(poetry, "group"):
        yield from _tables(f"group {group}", table(poetry, "group", group, "dependencies"))


def _listed(scope: str, listed: Any) -> Iterator[Dependency]:
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, str):
            yield requirement(scope, one)
        elif isinstance(one, dict) and "include-group" in one:
            name = str(one["include-group"])
            yield Dependency(scope, f"include-group {name}", f"the group {name}")


def _lines(scope: str, text: str) -> Iterator[Dependency]:
    for line in text.splitlines():
        bare = line.partition(" #")[0].strip()
        if bare and not bare.startswith("#"):
            yield requirement(scope, bare)


def _tables(scope: str, named: dict[str, Any]) -> Iterator[Dependency]:
    from packaging.utils import canonicalize_name

    for name, value in named.items():
        yield Dependency(scope, canonicalize_name(name), name, written(value))


def _python(value: Any) -> Dependency:
    return Dependency("requires-python", "python", "python", str(value).strip())
