"""What culprit reads out of text: requests in messages, comments in files, coverage reports, missing names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitfix.core.absence import is_absent
from gitfix.core.arrival import request_of
from gitfix.core.coverage import never_run, of_file, read_coverage
from gitfix.core.prose_lines import prose_lines


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("Merge pull request #41 from ada/cart\n\nCarts", 41),
        ("Merge branch 'cart' into 'main'\n\nCarts\n\nSee merge request shop/shop!7", 7),
        ("Merged in cart (pull request #12)", 12),
        ("Pull request #3: Carts", 3),
        ("Merged PR 99: Carts", 99),
        ("Carts may be empty (#1234)", 1234),
        ("Carts may be empty (#1234)\n\nmore", 1234),
        ("Fix #1234", 0),
        ("Carts\n\nsee (#5)", 0),
        ("Merge branch 'feature/cart'", 0),
        ("Merge pull request #99999999999999999999 from x/y", 0),
    ],
)
def test_the_forges_own_words(message: str, number: int) -> None:
    assert request_of(message) == number


PYTHON = '''\
#!/usr/bin/env python
# comment

"""Module.

More.
"""
TEXT = """not
prose"""
def f():
    """One line."""
    return 1  # said
'''


def test_comments_and_docstrings_in_python() -> None:
    assert prose_lines("a.py", PYTHON.split("\n")) == {2, 3, 4, 5, 6, 7, 11, 13}


def test_comments_in_languages_with_slashes() -> None:
    text = "/* a\n b */\nint x; // c\n// d\nint y; /* e\n f */ int z;\n * g\n"
    assert prose_lines("a.c", text.split("\n")) == {1, 2, 4, 8}


def test_elsewhere_only_blank_lines() -> None:
    assert prose_lines("a.unknown", ["# x", "", "// y"]) == {2}


@given(st.sampled_from(["a.py", "a.c", "a.php", "a.sql", "Makefile"]), st.lists(st.text()))
def test_any_text_has_prose_lines(path: str, lines: list[str]) -> None:
    assert prose_lines(path, lines) <= set(range(1, len(lines) + 1))


def test_lcov_and_names_from_elsewhere() -> None:
    found = read_coverage(b"SF:/ci/build/shop/cart.py\nDA:3,1\nDA:4,0\nend_of_record\n")
    lines = of_file(found, "shop/cart.py")
    assert never_run(lines, [3, 4, 5]) == (2, 1)
    assert of_file(found, "cart/other.py") == {}


@pytest.mark.parametrize("data", [b"", b"<html/>", b"<coverage", b"hello", b"<!ENTITY x 'y'>"])
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="report"):
        read_coverage(data)


def test_a_missing_name_is_told_from_the_fault() -> None:
    fault = "ValueError: max() arg is an empty sequence"
    missing = "AttributeError: module 'shop.login' has no attribute 'highlight'"
    assert is_absent(missing, fault)
    assert not is_absent(fault, fault)
    assert not is_absent("'NoneType' object has no attribute 'x'", fault)
    assert not is_absent(missing, missing)
