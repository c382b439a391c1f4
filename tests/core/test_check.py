"""The engine: counts, verdict, severities and waivers."""

from __future__ import annotations

import dataclasses
import time

import pytest

from gitfix.core.check import CheckResult, Count, Violation, Waiver
from gitfix.core.outcome import Refusal
from gitfix.core.rules.ids import RULE_IDS
from gitfix.core.rules.registry import RULES, rule
from tests.changes import added, checked, deleted, found, hunk, lines, modified, rules

TEST = lines("tests/test_cart.py", 14)


def names(cls: type) -> list[str]:
    return [f.name for f in dataclasses.fields(cls)]


def test_the_result_has_the_keys_of_the_contract() -> None:
    keys = ["base", "head", "verdict", "code", "tests", "docs", "noise", "violations", "whole"]
    assert [name for name in names(CheckResult) if name not in CheckResult._private] == keys
    assert names(Count) == ["files", "lines", "added", "deleted"]
    keys = ["rule", "severity", "path", "line", "message", "hint", "waived", "last"]
    assert names(Violation) == keys


def test_code_tests_docs_and_noise_are_counted_apart() -> None:
    code = modified("cart/views.py", hunk("a  = 1\nb = 2", "a = 1\nb = 3"))
    result = checked(code, TEST, added("CHANGELOG.md"), added("docs/a.md"), deleted("VERSION"))
    assert result.code == Count(1, 2, 1, 1)
    assert result.tests == Count(1, 14, 14, 0)
    assert result.docs == Count(3, 3, 2, 1)
    assert result.noise.lines == 2
    assert result.verdict == "warn"
    assert rules(result) == {"noise-whitespace"}


def test_nothing_changed_passes() -> None:
    result = checked()
    assert (result.verdict, result.violations, result.code) == ("pass", (), Count())


@pytest.mark.parametrize(
    ("count", "verdict"), [(20, "pass"), (21, "warn"), (100, "warn"), (101, "fail")]
)
def test_the_budget_of_lines(count: int, verdict: str) -> None:
    result = checked(lines("a.py", count), TEST)
    assert result.verdict == verdict
    assert rules(result) == (set() if count == 20 else {"budget-lines"})


@pytest.mark.parametrize(("count", "verdict"), [(2, "pass"), (3, "warn"), (5, "warn"), (6, "fail")])
def test_the_budget_of_files(count: int, verdict: str) -> None:
    result = checked(*(lines(f"a{n}.py", 1) for n in range(count)), TEST)
    assert result.verdict == verdict
    assert rules(result) == (set() if count == 2 else {"budget-files"})


def test_the_budget_message_says_how_much_where_and_what_to_do() -> None:
    [over] = found(checked(lines("a.py", 30), lines("b.py", 90), TEST), "budget-lines")
    assert over.message == "120 changed lines of code, 90 of them in b.py; 100 is the limit"
    assert over.hint == (
        "leave out what production does not need today; the rest can wait"
        '    or waive: gitfix waive budget-lines --reason "…"'
    )


def test_formatting_tests_and_lock_files_do_not_use_up_the_budget() -> None:
    spaces = hunk("\n".join(["a  = 1"] * 200), "\n".join(["a = 1"] * 200))
    result = checked(modified("a.py", spaces), lines("tests/t.py", 500), lines("yarn.lock", 900))
    assert result.code == Count()
    assert rules(result) == {"noise-whitespace", "lockfile"}


def test_a_severity_can_be_raised_lowered_and_switched_off() -> None:
    big = (lines("a.py", 500), TEST)
    assert checked(*big, severities={"budget-lines": "warning"}).verdict == "warn"
    assert checked(*big, severities={"budget-lines": "off"}).verdict == "pass"
    assert checked(lines("a.py", 50), TEST, severities={"budget-lines": "error"}).verdict == "warn"
    assert checked(lines("a.py", 1), severities={"missing-test": "error"}).verdict == "fail"


def test_a_waived_violation_stays_in_the_list_and_does_not_count() -> None:
    waiver = Waiver("budget-lines", "", "one table of constants", "ada", 200)
    result = checked(lines("a.py", 500), TEST, waivers=[waiver], now=100)
    [violation] = result.violations
    assert (result.verdict, violation.waived, violation.severity) == ("pass", True, "error")
    assert violation.hint == "waived by ada until 1970-01-01 00:03 UTC: one table of constants"


def test_an_expired_waiver_does_not_waive_and_says_so() -> None:
    waiver = Waiver("budget-lines", "", "soon gone", "ada", 200)
    result = checked(lines("a.py", 500), TEST, waivers=[waiver], now=200)
    [violation] = result.violations
    assert (result.verdict, violation.waived) == ("fail", False)
    assert violation.message.endswith("(the waiver by ada ended 1970-01-01 00:03 UTC)")


def test_a_waiver_is_for_one_rule_and_its_paths() -> None:
    files = (added("db/migrate/1.rb"), added("db/migrate/2.rb"), TEST)
    waivers = [Waiver("migration", "db/migrate/1.rb", "r", "ada"), Waiver("rename", "", "r", "ada")]
    result = checked(*files, waivers=waivers)
    assert [v.waived for v in found(result, "migration")] == [True, False]
    assert result.verdict == "fail"
    # A path waives nothing that has no path.
    result = checked(lines("a.py", 500), TEST, waivers=[Waiver("budget-lines", "a.py", "r", "ada")])
    assert result.verdict == "fail"


def test_the_hint_of_an_error_names_its_path_as_a_pattern_for_the_shell() -> None:
    [one] = found(checked(added("it's [x].orig")), "path-forbidden")
    assert one.hint.endswith(
        "gitfix waive path-forbidden --path '/it'\"'\"'s \\[x].orig' --reason \"…\""
    )


def test_every_rule_explains_itself() -> None:
    assert tuple(r.id for r in RULES) == RULE_IDS
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    for each in RULES:
        assert each.severity in ("error", "warning")
        assert each.summary and each.todo and len(each.explain) > 80
        assert rule(each.id) is each


def test_an_unknown_rule_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(Refusal) as refused:
        rule("lock-file")
    assert refused.value.message == "there is no rule lock-file"
    assert refused.value.hint == "gitfix check --explain lockfile"
    with pytest.raises(Refusal) as refused:
        rule("zzzzzzz")
    assert "budget-lines" in refused.value.found[0]


def test_seventeen_thousand_files_take_seconds_at_most() -> None:
    files = [lines(f"src/some/deep/folder{n % 90}/module{n}.py", 8) for n in range(17_000)]
    start = time.process_time()
    result = checked(*files)
    assert result.code.files == 17_000
    assert time.process_time() - start < 6
