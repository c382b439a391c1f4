"""The budget: a hotfix stays small enough to be read whole by a tired person."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.check_values import ERROR, WARNING
from gitfix.core.classify import CODE
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import plural

_SOURCE = (
    "Linux stable takes patches of at most 100 lines that fix one thing "
    "(Documentation/process/stable-kernel-rules.rst); Google's review guide finds 100 lines "
    "reasonable and 200 lines fine in one file but not across 50. Measured on real backports, 90 % "
    "change at most 39 lines in 3 files (systemd-stable) or 38 lines in 2 files (pytest)."
)
_TODO = "leave out what production does not need today; the rest can wait"


def _over(value: int, warn: int, limit: int) -> tuple[str, str]:
    """The severity of a value, and the number it is over; no severity within `warn`."""
    if value > limit:
        return ERROR, f"{limit:,} is the limit"
    return (WARNING, f"{warn:,} is the target, {limit:,} the limit") if value > warn else ("", "")


def _lines(subject: Subject) -> Iterator[Finding]:
    policy = subject.check.policy
    severity, bound = _over(subject.code.lines, policy.lines_warn, policy.lines_max)
    if severity:
        most = max((f for f in subject.files if f.kind == CODE), key=lambda f: f.lines)
        where = (
            f", {most.lines:,} of them in {most.path}"
            if subject.code.files > 1
            else f" in {most.path}"
        )
        changed = plural(subject.code.lines, "changed line")
        yield Finding(f"{changed} of code{where}; {bound}", severity=severity)


def _files(subject: Subject) -> Iterator[Finding]:
    policy = subject.check.policy
    severity, bound = _over(subject.code.files, policy.files_warn, policy.files_max)
    if severity:
        changed = plural(subject.code.files, "changed file")
        yield Finding(f"{changed} of code; {bound}", severity=severity)


BUDGET_LINES = Rule(
    id="budget-lines",
    severity=ERROR,
    summary="too many changed lines of code",
    explain=(
        "Counts added and deleted lines of code. Tests, documentation, changelog and version "
        "files, generated and lock files, and lines that only change white space are not in it. "
        "Over the target it warns, over the limit it is an error that needs a recorded waiver. "
        + _SOURCE
    ),
    todo=_TODO,
    find=_lines,
)

BUDGET_FILES = Rule(
    id="budget-files",
    severity=ERROR,
    summary="too many changed files of code",
    explain=(
        "Counts the files of code that change, with the same exceptions as budget-lines: a "
        "change that is spread wide is harder to judge, to test and to carry back than its "
        "lines say. " + _SOURCE
    ),
    todo=_TODO,
    find=_files,
)
