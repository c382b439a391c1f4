"""Which tests a change needs: every choice has its reason, and what nobody tests is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitfix.core import glob
from gitfix.core.playbook import RegressionTest
from gitfix.core.regression import Chosen, choose

CART = RegressionTest("pytest tests/cart", ("cart/**",))
LOGIN = RegressionTest("pytest tests/login", ("login/", "shared/"))
PAY = RegressionTest("pytest tests/pay", ("pay/**",), critical=True)


def test_tests_are_chosen_by_the_changed_paths_and_critical_ones_always() -> None:
    found = choose([CART, LOGIN, PAY], ["cart/views.py", "cart/models.py"])
    assert found.chosen == (
        Chosen(
            "pytest tests/cart", "cart/views.py and 1 more", ("cart/views.py", "cart/models.py")
        ),
        Chosen("pytest tests/pay", "critical"),
    )
    assert (found.uncovered, found.gap) == ((), False)


def test_a_path_that_no_test_is_about_is_named() -> None:
    found = choose([CART, PAY], ["cart/views.py", "search/index.py"])
    assert (found.uncovered, found.gap) == (("search/index.py",), False)


def test_no_match_at_all_is_a_gap_whatever_is_critical() -> None:
    found = choose([CART, PAY], ["search/index.py"])
    assert [one.why for one in found.chosen] == ["critical"]
    assert found.gap
    assert choose([], ["search/index.py"]).gap


def test_a_critical_test_that_is_about_the_path_covers_it() -> None:
    found = choose([PAY], ["pay/card.py"])
    assert (found.chosen[0].why, found.gap) == ("pay/card.py", False)


def test_a_command_that_is_named_twice_runs_once() -> None:
    twice = [
        RegressionTest("make test", ("a/",)),
        RegressionTest("make test", ("b/",)),
        RegressionTest("make test", (), True),
    ]
    assert choose(twice, ["a/x", "b/y"]).chosen == (
        Chosen("make test", "a/x and 1 more", ("a/x", "b/y")),
    )


PATHS = st.sampled_from(["a/x", "a/y", "b/x", "c", "b/deep/er/z"])
TESTS = st.builds(
    RegressionTest,
    st.sampled_from(["one", "two", "three"]),
    st.lists(st.sampled_from(["a/", "b/**", "*.py", "c", "x"]), max_size=3).map(tuple),
    st.booleans(),
)


@given(st.lists(TESTS, max_size=6), st.lists(PATHS, max_size=5, unique=True))
def test_every_path_is_covered_or_named_and_no_choice_is_without_reason(
    tests: list[RegressionTest], changed: list[str]
) -> None:
    found = choose(tests, changed)
    covered = {path for one in found.chosen for path in one.paths}
    assert covered | set(found.uncovered) == set(changed)
    assert covered.isdisjoint(found.uncovered)
    assert found.gap == (bool(changed) and not covered)
    for one in found.chosen:
        mine = [test for test in tests if test.command == one.command]
        for path in one.paths:
            assert any(glob.matches(path, test.paths) for test in mine)
        assert one.paths or any(test.critical for test in mine)
    chosen = {one.command for one in found.chosen}
    assert {test.command for test in tests if test.critical} <= chosen
