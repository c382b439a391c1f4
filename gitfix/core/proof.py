"""When a test proves a fix: it fails without it, for the right reason, and passes with it, each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gitfix.core.endings import it_ended, signal_of
from gitfix.core.outcomes.report import Report
from gitfix.core.value import dataclass

Verdict = Literal["proved", "not_red", "not_green", "flaky"]
How = Literal["exit", "limit"]


@dataclass(frozen=True)
class Ran:
    """One run of the test. `code`: its exit code (negative: the signal); `how`: by itself, or stopped at its limit."""

    code: int
    how: How
    report: Report
    tail: str = ""
    """The last lines of its output."""

    @property
    def green(self) -> bool:
        """Whether it passed, and there was something to pass."""
        return self.how == "exit" and self.code == 0 and self.report.ran is not False

    @property
    def stuck(self) -> str:
        """Why this run says nothing about the bug; empty when it does."""
        if self.how == "limit":
            return "it did not end within its time limit"
        if signal_of(self.code):
            return f"it was ended by {signal_of(self.code)}"
        if self.report.ran is False:
            return self.report.broken or "no test ran"
        if self.report.having("failed"):
            return ""
        if self.code and self.report.broken:
            return self.report.broken
        return ""


@dataclass(frozen=True)
class Judged:
    """The verdict and why. `tests`: those that fail without the fix and pass with it, where single tests are known."""

    verdict: Verdict
    why: str = ""
    tests: tuple[str, ...] = ()


def judge(without: Sequence[Ran], fixed: Sequence[Ran]) -> Judged:
    """The verdict on the runs without the fix, and with it; each at least one."""
    if not all(run.green for run in fixed):
        if any(run.green for run in fixed):
            return Judged("flaky", "with the fix it passes only sometimes")
        return Judged("not_green", _not_green(fixed[0]))
    red = [not run.green and not run.stuck for run in without]
    if not all(red):
        if any(red):
            return Judged("flaky", "without the fix it fails only sometimes")
        return Judged("not_red", _not_red(without))
    failing = [set(run.report.having("failed")) for run in without]
    common = set.intersection(*failing)
    if any(failing) and not common:
        return Judged("flaky", "other tests fail each time without the fix")
    passed = [run.report for run in fixed]
    tests = tuple(
        test
        for test in without[0].report.having("failed")
        if test in common and all(report.tests.get(test, "passed") == "passed" for report in passed)
    )
    if common and not tests:
        return Judged("not_green", "what fails without the fix does not pass with it")
    return Judged(
        "proved", "" if tests else "by the exit code alone: the single tests are not known", tests
    )


def _not_red(without: Sequence[Ran]) -> str:
    if without[0].green:
        return "it passes without the fix, too"
    return f"it does not fail because of the bug: {without[0].stuck or 'it ended in another way'}"


def _not_green(run: Ran) -> str:
    if run.stuck:
        return f"with the fix {run.stuck}"
    failed = run.report.having("failed")
    what = f"{failed[0]} fails" if failed else f"it {it_ended(run.code)}"
    return f"with the fix {what}"
