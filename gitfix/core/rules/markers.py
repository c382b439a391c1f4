"""Conflict markers that were committed."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import ERROR
from gitfix.core.classify import CHANGELOG, DOCS
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import plural

_BEGIN, _BASE, _MIDDLE, _END = "<" * 7, "|" * 7, "=" * 7, ">" * 7
_ALL = (_BEGIN, _BASE, _MIDDLE, _END)
_FIRST = frozenset("<|=>")


def _marker(line: str) -> str:
    """The marker that a line is: seven characters, then a space and a label, or nothing."""
    if line[:1] not in _FIRST or line[:7] not in _ALL:
        return ""
    mark = line[:7]
    rest = line[7:].rstrip("\r")
    if mark == _MIDDLE:
        return "" if rest else mark
    return mark if not rest or (rest[0] == " " and len(rest) > 1) else ""


def _markers(file: Measured) -> list[tuple[int, str]]:
    """Line number and marker of each added line that is one."""
    return [
        (hunk.new_start + at, mark)
        for hunk in file.change.hunks
        for at, line in enumerate(hunk.added)
        if (mark := _marker(line))
    ]


def _conflicts(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        found = _markers(file)
        if not found:
            continue
        kinds = {mark for _, mark in found}
        # A lone ======= underlines a heading; in prose >>>>>>> may be a quoted mail:
        # there all three are needed.
        prose = file.kind in (DOCS, CHANGELOG)
        needed = {_BEGIN, _MIDDLE, _END} <= kinds if prose else kinds & {_BEGIN, _END}
        if needed:
            first = next(line for line, mark in found if mark != _MIDDLE)
            count = plural(len(found), "conflict marker")
            yield Finding(count, file.path, first)


CONFLICT_MARKER = Rule(
    id="conflict-marker",
    severity=ERROR,
    summary="conflict markers are committed",
    explain=(
        "Added lines that begin with <<<<<<< or >>>>>>> and a label, with the ======= and "
        "||||||| that go with them: a merge was committed before it was resolved (git merge, "
        'section "How conflicts are presented"). A row of seven = alone is a heading\'s '
        "underline and is left in peace; documentation that shows a whole conflict needs a "
        "waiver for its path."
    ),
    todo="resolve it and commit again",
    find=_conflicts,
)
