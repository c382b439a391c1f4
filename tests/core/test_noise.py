"""White space that means nothing, and white space that does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.change import Hunk
from gitfix.core.noise import file_noise, hunk_noise, white_space
from tests.changes import added, deleted, hunk, modified


@pytest.mark.parametrize(
    ("old", "new", "noise"),
    [
        ("a = 1   ", "a = 1", 2),
        ("a = 1\r", "a = 1", 2),
        ("a  =  1", "a = 1", 2),
        ("a\t= 1", "a = 1", 2),
        ("    a = 1;   // why", "    a = 1; // why", 2),
        ('f("x  y",   z)', 'f("x  y", z)', 2),
        ("a\n", "a", 3),
        # A change, in some language at least.
        ("    a = 1", "  a = 1", 0),
        ("    a = 1", "\ta = 1", 0),
        ("a = 1", "    a = 1", 0),
        ('f("x  y")', 'f("x y")', 0),
        ("f('x  y')", "f('x y')", 0),
        ("f(`x  y`)", "f(`x y`)", 0),
        ("don't  x", "don't x", 0),
        ("r = /a  b/", "r = /a b/", 0),
        ("a+b", "a + b", 0),
        ("a \\ ", "a \\", 0),
        ("a\u00a0b", "a b", 0),
        ("a = 1", "a = 2", 0),
        ("return", "return x", 0),
    ],
)
def test_what_is_noise_in_a_line_of_code(old: str, new: str, noise: int) -> None:
    assert hunk_noise(hunk(old, new), formatted=True).lines == noise


@pytest.mark.parametrize(
    ("old", "new", "noise"),
    [("a\r", "a", 2), ("a  ", "a", 0), ("a  b", "a b", 0), ("a\n", "a", 0)],
)
def test_elsewhere_only_line_endings_are(old: str, new: str, noise: int) -> None:
    assert hunk_noise(hunk(old, new), formatted=False).lines == noise


def test_a_dedent_in_python_is_never_noise() -> None:
    change = modified("a.py", hunk("        return x\n", "    return x\n"))
    assert file_noise(change).lines == 0


def test_blank_lines_are_noise_only_where_nothing_else_changes() -> None:
    assert hunk_noise(Hunk(3, 4, (), ("", "  ")), formatted=True).lines == 2
    assert hunk_noise(Hunk(3, 3, ("", ""), ()), formatted=True).lines == 2
    assert hunk_noise(Hunk(3, 4, (), ("", "x = 1")), formatted=True).lines == 0
    assert hunk_noise(Hunk(3, 3, ("a", ""), ("b", "")), formatted=True).lines == 0


def test_a_change_of_all_line_endings_hides_no_real_change() -> None:
    old = [f"line {n}\r" for n in range(3000)]
    new = [line.removesuffix("\r") for line in old]
    new[100], new[2900] = "changed", "changed too"
    noise = file_noise(modified("a.c", Hunk(1, 1, tuple(old), tuple(new))))
    assert (noise.removed, noise.added, noise.line, noise.line_ends) == (2998, 2998, 1, True)


def test_a_lost_newline_at_the_end_of_the_file_is_noise() -> None:
    change = modified("README.md", hunk("end", "end"))
    assert (file_noise(change).lines, file_noise(change).line_ends) == (2, True)


def test_a_line_that_git_drew_twice_beside_a_change_is_not_noise() -> None:
    assert hunk_noise(hunk("a\nx", "b\nx"), formatted=True).lines == 0


def test_new_deleted_binary_and_linked_files_have_no_noise() -> None:
    assert file_noise(added("a.py", "\n")).lines == 0
    assert file_noise(deleted("a.py", "\n")).lines == 0
    assert file_noise(modified("a.py", hunk("x ", "x"), binary=True)).lines == 0
    link = modified("a.py", hunk("x ", "x"), old_mode=0o120000, new_mode=0o120000)
    assert file_noise(link).lines == 0


LINE = st.text("ab \t\r\"'\\/", max_size=8)
SIDE = st.lists(LINE, max_size=8).map(tuple)


@given(SIDE, SIDE, st.booleans())
def test_no_more_noise_than_lines(old: tuple[str, ...], new: tuple[str, ...], code: bool) -> None:
    noise = hunk_noise(Hunk(1, 1, old, new), code)
    assert 0 <= noise.removed <= len(old)
    assert 0 <= noise.added <= len(new)


@given(SIDE, SIDE, st.booleans())
def test_taking_noise_out_changes_no_word_and_leaves_none(
    old: tuple[str, ...], new: tuple[str, ...], code: bool
) -> None:
    pairs, whole = white_space(Hunk(1, 1, old, new), code)
    kept = old if whole else _put_back(old, new, pairs)
    assert [w for x in kept for w in x.split()] == [w for x in new for w in x.split()]
    if kept != old:
        assert hunk_noise(Hunk(1, 1, old, kept), code).lines == 0


def _put_back(
    old: tuple[str, ...], new: tuple[str, ...], pairs: list[tuple[int, int]]
) -> tuple[str, ...]:
    """The new lines, with those of the pairs as they were before."""
    before = {j: old[i] for i, j in pairs}
    return tuple(before.get(j, line) for j, line in enumerate(new))


@given(SIDE)
def test_indentation_always_counts(lines: tuple[str, ...]) -> None:
    old = tuple("x" + line for line in lines)
    new = tuple(" " + line for line in old)
    assert hunk_noise(Hunk(1, 1, old, new), formatted=True).lines == 0
