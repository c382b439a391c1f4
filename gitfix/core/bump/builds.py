"""The version that a build description gives its project: CMake, Meson and Autoconf, on one line or on several."""

from __future__ import annotations

import re

_PLACES = {
    # cmake-commands(7), project(): project(<name> [VERSION <major>[.<minor>…]] …)
    "CMakeLists.txt": r"(?im)^[ \t]*(?:project\s*\([^()#]*?\bVERSION|set\s*\(\s*(?:PROJECT_|CPACK_PACKAGE_)?VERSION)"
    r"\s+\"?(?P<version>{old})(?![\w.+-])",
    # Meson, project(): keyword argument version
    "meson.build": r"(?m)^project\s*\([^()#]*?\bversion\s*:\s*'(?P<version>{old})'",
    # Autoconf, AC_INIT (package, version, …)
    "configure.ac": r"(?m)^AC_INIT\(\s*(?:\[[^\]]*\]|[^,\[\]]*?)\s*,\s*\[?(?P<version>{old})(?![\w.+-])",
}
BUILDS = tuple(_PLACES)
"""The files that are read here."""


def in_build(name: str, text: str, old: str, new: str) -> str:
    """`text` of the file `name` with `new` where it gives its project the version `old`."""
    for found in reversed([*re.finditer(_PLACES[name].replace("{old}", re.escape(old)), text)]):
        first, last = found.span("version")
        text = text[:first] + new + text[last:]
    return text
