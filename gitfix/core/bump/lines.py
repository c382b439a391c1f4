"""A version that stands on a line of its own: version files, and manifests that are programs or plain tables."""

from __future__ import annotations

import re

from gitfix.core.version_line import where

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_SECTION = re.compile(r"\[([^\]]+)\]\s*")


def lines_of(text: str) -> list[str]:
    """The lines with their ends."""
    return _LINES.findall(text)


def in_lines(text: str, old: str, new: str, *, bare: bool, top: bool = False) -> str:
    """`text` with `new` on each line that states `old`; `top`: only where nothing is indented (YAML)."""
    return "".join(
        line if top and line[:1].isspace() else _line(line, old, new, bare=bare)
        for line in lines_of(text)
    )


def in_section(text: str, section: str, old: str, new: str) -> str:
    """The same in one section of an INI file."""
    found, here = [], False
    for line in lines_of(text):
        head = _SECTION.fullmatch(line.rstrip("\r\n"))
        if head:
            here = head[1].strip() == section
        found.append(_line(line, old, new, bare=False) if here else line)
    return "".join(found)


def forms(old: str, new: str) -> list[tuple[str, str]]:
    """The pair as it is written in text and, where both are numbers alone, in a tuple."""
    pairs = [(old, new)]
    if re.fullmatch(r"\d+(?:\.\d+)+", old) and re.fullmatch(r"\d+(?:\.\d+)+", new):
        pairs += [(old.replace(".", comma), new.replace(".", comma)) for comma in (", ", ",")]
    return pairs


def delimited(version: str) -> re.Pattern[str]:
    """`version`, and not as a part of a longer one."""
    # (2, 4, 1, "final", 0), as Django has it, is 2.4.1; (2, 4, 1, 5) is another one.
    more = r"|\s*,\s*(?!['\"]final\b)['\"\w]" if "," in version else ""
    return re.compile(rf"(?<![\w.+-])(v?){re.escape(version)}(?![\w]|[.+-]\w{more})")


def _line(line: str, old: str, new: str, *, bare: bool) -> str:
    body = line.rstrip("\r\n")
    span = where(body, bare=bare)
    if span is None:
        return line
    value = body[slice(*span)]
    for one, other in forms(old, new):
        changed = delimited(one).sub(rf"\g<1>{other}", value)
        if changed != value:
            return line[: span[0]] + changed + line[span[1] :]
    return line
