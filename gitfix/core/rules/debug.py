"""What was added to find the bug and should not ship with the fix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gitfix.core.check_values import WARNING
from gitfix.core.classify import CODE
from gitfix.core.leftovers import ANYWHERE, COMMENTS, ending_of, leftover
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import shorten


def _in_file(file: Measured) -> Iterator[Finding]:
    ending = ending_of(file.path)
    regex = leftover(ending)
    comment = COMMENTS.get(ending, "//")
    for hunk in file.change.hunks:
        if not regex.search("\n".join(hunk.added)):
            continue
        before = Counter(found for line in hunk.removed if (found := _left(line, regex, comment)))
        for at, line in enumerate(hunk.added):
            found = _left(line, regex, comment)
            if found and before[found] > 0:
                before[found] -= 1  # the line was there, and stands otherwise now
            elif found:
                text = shorten(line.strip(), 50)
                yield Finding(f"left from debugging: {text}", file.path, hunk.new_start + at)


def _left(line: str, regex: re.Pattern[str], comment: str) -> str:
    """What was left in a line; empty where nothing was. A call that is commented out does nothing; a mark in a comment
    is why the mark exists.
    """
    found = regex.search(line.rstrip("\r"))
    if not found or (line.strip().startswith(comment) and not re.search(ANYWHERE, line)):
        return ""
    return found[0].strip()


def _leftovers(subject: Subject) -> Iterator[Finding]:
    for file in subject.odd:
        if file.kind == CODE and not file.hidden:
            yield from _in_file(file)


DEBUG_LEFTOVER = Rule(
    id="debug-leftover",
    severity=WARNING,
    summary="a debugging aid is left in the code",
    explain=(
        "Added lines of code that stop in a debugger, dump a value or carry a mark such as "
        "FIXME-HOTFIX. A breakpoint hangs a server, a dump leaks data into a page. Looked for "
        "by language, from the file's ending; lines that were there before and tests are left "
        "alone."
    ),
    todo="take it out",
    find=_leftovers,
)
