"""Lines that state a version and nothing else, in the languages that version files are written in."""

from __future__ import annotations

import re

LONGEST = 300
"""Characters of a line that is looked at: nobody writes a version in a longer one."""
_PARTS = "info|tuple|string|str|name|code|number|date|major|minor|patch|micro|build"
_NAME = (
    rf"(?:\w*?(?:version|release)(?:_?(?:{_PARTS}))*_*"
    r"|(?:major|minor|patch|micro|build)(?:_?(?:version|number))?"
    r"|\w*?(?:build|commit)_?(?:date|hash|id|sha|number)_*)"
)
_VALUE = r"""["'(]{0,2}\s*v?\d[\w.+:-]*(?:\s*,\s*["']?[\w.+-]+["']?)*\s*["')]{0,2}"""
_LINE = re.compile(
    rf"""(?xi)
    \s* (?: (?:[\w\#/]+\s+ | \w+(?:\.|::))*?
        (?: ["']? (?P<name>{_NAME}) ["']? (?:\s*:\s*&?(?:'static\s+)?[a-z]+(?=\s*=))? \s*(?::?=>?|:|\s)\s* )+ )?
    (?P<value>{_VALUE}) (?:\.freeze)? \s* [,;]? \s* (?: (?:\#|//|--).* )?
    | \s* \[assembly:\s* (?P<attribute>Assembly\w*Version\w*) \("(?P<there>[\w.+-]+)"\)\] \s*
    | \s* <(?P<tag>[\w.:-]*version[\w.:-]*)> (?P<inside>v?\d[\w.+-]*) </(?P=tag)> \s*
    """
)
_OTHERS = re.compile(
    r"(?i)(?:^|_)(?:min|max|minimum|maximum|required|requires|api|abi|schema|protocol|python|node|"
    r"since|previous|last|compat\w*|format|database|db)(?:_|(?=version)|$)"
)
"""Versions of something else than the project."""


def states_a_version(line: str) -> bool:
    """Whether a line holds a version (or its date, or build number) and nothing that a program would do."""
    return len(line) <= LONGEST and (not line.strip() or _LINE.fullmatch(line) is not None)


def where(line: str, *, bare: bool) -> tuple[int, int] | None:
    """The span of what the line says the project's version is; `bare`: a version alone will do."""
    if len(line) > LONGEST:
        return None
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    name = found["name"] or found["attribute"] or found["tag"] or ""
    if _OTHERS.search(name) or not (name or bare):
        return None
    group = next(key for key in ("value", "there", "inside") if found[key] is not None)
    return found.span(group)
