"""The verdict on runs without the fix and with it."""

from __future__ import annotations

import pytest

from gitfix.core.outcomes.report import Outcome, Report
from gitfix.core.proof import How, Judged, Ran, Verdict, judge


def ran(
    code: int, *, how: How = "exit", broken: str = "", ran: bool | None = None, **tests: Outcome
) -> Ran:
    return Ran(code, how, Report(tests, broken, ran))


RED = ran(1, ran=True, bug="failed", other="passed")
GREEN = ran(0, ran=True, bug="passed", other="passed")
PLAIN_RED, PLAIN_GREEN = ran(1), ran(0)
BROKEN = ran(2, broken="ImportError: no shop", ran=True)


def test_red_without_and_green_with_is_proved_and_names_the_test() -> None:
    assert judge([RED], [GREEN]) == Judged("proved", "", ("bug",))


def test_an_exit_code_that_is_no_signal_is_a_failure() -> None:
    """perl's `die` exits with 255."""
    assert judge([ran(255)], [PLAIN_GREEN]).verdict == "proved"


def test_where_single_tests_are_not_known_the_exit_code_decides_and_it_is_said() -> None:
    judged = judge([PLAIN_RED], [PLAIN_GREEN])
    assert judged.verdict == "proved"
    assert "exit code alone" in judged.why


@pytest.mark.parametrize(
    ("without", "fixed", "verdict", "why"),
    [
        ([GREEN], [GREEN], "not_red", "passes without the fix"),
        ([BROKEN], [GREEN], "not_red", "ImportError: no shop"),
        ([ran(5, ran=False)], [GREEN], "not_red", "no test ran"),
        ([ran(127, broken="the command was not found")], [GREEN], "not_red", "not found"),
        ([ran(-15, how="limit")], [GREEN], "not_red", "time limit"),
        ([ran(-11)], [GREEN], "not_red", "ended by SIGSEGV"),
        ([ran(139)], [GREEN], "not_red", "ended by SIGSEGV"),
        ([RED], [RED], "not_green", "bug fails"),
        ([RED], [ran(0, ran=False)], "not_green", "no test ran"),
        ([RED], [ran(0, ran=True, bug="skipped")], "not_green", "does not pass"),
        ([RED, GREEN], [GREEN, GREEN], "flaky", "fails only sometimes"),
        ([RED, RED], [GREEN, RED], "flaky", "passes only sometimes"),
        (
            [RED, ran(1, ran=True, bug="passed", other="failed")],
            [GREEN, GREEN],
            "flaky",
            "other tests",
        ),
    ],
)
def test_other_verdicts(without: list[Ran], fixed: list[Ran], verdict: Verdict, why: str) -> None:
    judged = judge(without, fixed)
    assert judged.verdict == verdict
    assert why in judged.why


def test_a_failure_counts_beside_a_test_that_cannot_be_run() -> None:
    mixed = ran(1, ran=True, broken="ImportError: x", bug="failed", other="error")
    assert judge([mixed], [GREEN]) == Judged("proved", "", ("bug",))
