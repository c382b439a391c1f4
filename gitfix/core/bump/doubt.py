"""Why a file that should state its project's version was not understood, so that a person looks at it."""

from __future__ import annotations

import json
import re

from gitfix.core.bump.lines import delimited

_COMMENT = re.compile(r"\s*(?:#(?!define)|//|/\*|\*|--|;|<!--|dnl\b)")


def doubt(path: str, text: str, old: str, *, stated: bool) -> str:
    """The line that names `old` where nobody knows what it means there, or what is wrong with the file; else nothing.

    `stated`: a version file by its name; of any other one only its format is looked at.
    """
    line = _naming(text, old)
    if not line:
        return ""
    broken = _broken(path, text)
    if broken:
        return f"it is {broken}, and names {old}"
    return line if stated and not path.endswith((".json", ".xml")) else ""


def _naming(text: str, old: str) -> str:
    known = delimited(old)
    for number, line in enumerate(text.splitlines(), 1):
        if known.search(line) and not _COMMENT.match(line):
            return f"line {number}: {line.strip()[:80]}"
    return ""


def _broken(path: str, text: str) -> str:
    name = path.rpartition("/")[2]
    try:
        if name.endswith(".json"):
            json.loads(text)
        elif name.endswith(".toml"):
            import tomllib

            tomllib.loads(text)
        elif name == "pom.xml" or name.endswith(".csproj"):
            return "" if _is_xml(text) else _format(name)
        elif name == "setup.py":
            import ast

            ast.parse(text)
    except (ValueError, SyntaxError, RecursionError):
        return _format(name)
    return ""


def _is_xml(text: str) -> bool:
    from xml.parsers import expat

    try:
        expat.ParserCreate("utf-8").Parse(text.encode("utf-8", "surrogateescape"), True)
    except expat.ExpatError:
        return False
    return True


def _format(name: str) -> str:
    known = {".json": "JSON", ".toml": "TOML", ".xml": "XML", ".csproj": "XML", ".py": "Python"}
    return f"no {known['.' + name.rpartition('.')[2]]}"
