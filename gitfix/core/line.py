"""Which branches are lines: maintenance and release branches, told by the version in their name."""

from __future__ import annotations

import re

from gitfix.core.value import dataclass

_WORD = (
    r"(?:release|releases|rel|maint|maintenance|stable|support|version|versions|lts|line|branch)"
)
_LINE = (
    rf"(?i)^(?:(?P<component>[\w.-]+?)[/-])??(?:{_WORD}[-/_])?v?"
    rf"(?P<numbers>\d+(?:[._]\d+){{0,3}})(?:[._][xX*])?(?:[-_./]?(?:stable|maint|lts|{_WORD}))?$"
)
_WORDED = rf"(?i)(?:^|[-/_.])(?:{_WORD}|x)(?:$|[-/_.])|[._][xX*]$"
_MAJOR = r"(?i)(?:^|[-/_.])v\d{1,3}$"
"""`v2`, the line of all 2.x: aws-cli, and many libraries whose majors live side by side."""


@dataclass(frozen=True)
class Line:
    """A branch that keeps one line of releases alive: `release/2.5` is (2, 5)."""

    branch: str
    numbers: tuple[int, ...]
    component: str = ""


def parse_line(branch: str) -> Line | None:
    """The line that `branch` names; None for anything else (features, hotfixes, plain numbers such as an issue's)."""
    # Compiled when it is first needed (re keeps it): half a millisecond of a start.
    match = re.match(_LINE, branch)
    if not match:
        return None
    text = match["numbers"]
    worded = re.search(_WORDED, branch) is not None
    # `1234` alone is more likely an issue than a line; `2.5` and `v2` are lines in many repositories.
    if not worded and not re.search(r"[._]", text) and not re.search(_MAJOR, branch):
        return None
    numbers = tuple(map(int, re.split(r"[._]", text)))
    component = (match["component"] or "").lower()
    if component and re.fullmatch(_WORD, component, re.IGNORECASE):
        component = ""
    return Line(branch, numbers, component)


def numbers_in(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with: (2, 4, 1) of `2.4.1-rc.1`; none of an empty one."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found.group().split("."))) if found else ()


def at_least(line: tuple[int, ...], version: tuple[int, ...]) -> bool:
    """Whether `line` is the line of `version` or a newer one: 2.4 and 2.5 are for 2.4.2, 2.3 is not."""
    return line >= version[: len(line)]
