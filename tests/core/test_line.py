"""Which branch names are lines, and which lines a version's fix is for."""

from __future__ import annotations

import pytest

from gitfix.core.line import Line, at_least, numbers_in, parse_line


@pytest.mark.parametrize(
    ("branch", "numbers", "component"),
    [
        ("release/2.5", (2, 5), ""),
        ("release-3.7", (3, 7), ""),
        ("releases/v1.20", (1, 20), ""),
        ("2.4", (2, 4), ""),
        ("9.1.x", (9, 1), ""),
        ("v2", (2,), ""),
        ("V12", (12,), ""),
        ("v2.x", (2,), ""),
        ("5.x", (5,), ""),
        ("maint-4", (4,), ""),
        ("stable/2024.1", (2024, 1), ""),
        ("2_1_X", (2, 1), ""),
        ("3.0-stable", (3, 0), ""),
        ("api/v2", (2,), "api"),
        ("api/release-1.4", (1, 4), "api"),
    ],
)
def test_a_line(branch: str, numbers: tuple[int, ...], component: str) -> None:
    assert parse_line(branch) == Line(branch, numbers, component)


@pytest.mark.parametrize(
    "branch",
    [
        "main",
        "develop",
        "1234",
        "issue-1234",
        "v2-rewrite",
        "v20240101",
        "feature/v2-login",
        "dev2",
    ],
)
def test_no_line(branch: str) -> None:
    assert parse_line(branch) is None


def test_a_fix_is_for_its_own_line_and_for_newer_ones() -> None:
    assert at_least((2, 4), (2, 4, 1))
    assert at_least((2,), (2, 36, 7))
    assert at_least((2, 5), (2, 4, 1))
    assert not at_least((2, 3), (2, 4, 1))
    assert not at_least((1,), (2, 36, 7))
    assert numbers_in("2.4.1-rc.1") == (2, 4, 1)
    assert numbers_in("") == ()
