"""The budget: a hotfix stays small enough to be read whole by a tired person."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core import glob
from gitfix.core.check_values import ERROR, WARNING, CheckPolicy
from gitfix.core.classify import CODE
from gitfix.core.config_budgets import PathBudget
from gitfix.core.measure import Measured, Subject
from gitfix.core.rules.base import Finding, Rule
from gitfix.core.text import plural
from gitfix.core.value import dataclass

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


@dataclass(frozen=True)
class _Part:
    """Files of code that count together: those of a budget for some paths, or the rest."""

    files: list[Measured]
    budget: PathBudget | None

    def numbers(self, policy: CheckPolicy, what: str) -> tuple[int, int]:
        """Target and limit; one that the budget does not state is the general one, and no target is above a limit."""
        own = (
            [getattr(self.budget, f"{name}_{what}") for name in ("warn", "max")]
            if self.budget
            else []
        )
        warn, limit = (getattr(policy, f"{what}_warn"), getattr(policy, f"{what}_max"))
        if own:
            limit = own[1] if own[1] is not None else limit
            warn = own[0] if own[0] is not None else warn
        return min(warn, limit), limit

    @property
    def most(self) -> Measured:
        """The file that changes most."""
        return max(self.files, key=lambda file: file.lines)

    @property
    def named(self) -> tuple[str, str]:
        """What is said after the count, and the place of the finding."""
        if self.budget is None:
            return "", ""
        return f" in {' '.join(self.budget.paths)}", self.most.path


def _parts(subject: Subject) -> Iterator[_Part]:
    files = [file for file in subject.files if file.kind == CODE and not file.only_noise]
    for budget in subject.check.policy.path_budgets:
        mine = [file for file in files if glob.matches(file.path, budget.paths)]
        files = [file for file in files if file not in mine]
        if mine:
            yield _Part(mine, budget)
    if files:
        yield _Part(files, None)


def _lines(subject: Subject) -> Iterator[Finding]:
    for part in _parts(subject):
        lines = sum(file.lines for file in part.files)
        severity, bound = _over(lines, *part.numbers(subject.check.policy, "lines"))
        if severity:
            where, path = part.named
            most = part.most
            if not path:
                several = len(part.files) > 1
                where = (
                    f", {most.lines:,} of them in {most.path}" if several else f" in {most.path}"
                )
            yield Finding(
                f"{plural(lines, 'changed line')} of code{where}; {bound}", path, severity=severity
            )


def _files(subject: Subject) -> Iterator[Finding]:
    for part in _parts(subject):
        severity, bound = _over(len(part.files), *part.numbers(subject.check.policy, "files"))
        if severity:
            where, path = part.named
            changed = plural(len(part.files), "changed file")
            yield Finding(f"{changed} of code{where}; {bound}", path, severity=severity)


BUDGET_LINES = Rule(
    id="budget-lines",
    severity=ERROR,
    summary="too many changed lines of code",
    explain=(
        "Counts added and deleted lines of code. Tests, documentation, changelog and version "
        "files, generated and lock files, and lines that only change white space are not in it. "
        "Over the target it warns, over the limit it is an error that needs a recorded waiver. A team "
        "may set other numbers for a severity ([budget.P0]) or for some paths ([[budget.paths]]). "
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
