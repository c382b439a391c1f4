"""Path patterns, compared with git's own reading of them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitfix.core import glob, patterns
from gitfix.core.glob import Globs, first_match, globs, literal, matches

NAME = st.text("ab.é", min_size=1, max_size=3).filter(lambda x: x not in (".", ".."))
PATH = st.lists(NAME, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("setup.py", "setup.py", True),
        ("setup.py", "a/b/setup.py", True),
        ("setup.py", "a/setup.py/inside", True),
        ("/setup.py", "a/setup.py", False),
        ("docs/", "docs/a.md", True),
        ("docs/", "x/docs/a.md", True),
        ("docs/", "docs", False),
        ("a/b", "a/b", True),
        ("a/b", "x/a/b", False),
        ("**/a/b", "x/a/b", True),
        ("**/a/b", "a/b", True),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("*.py", "a.py", True),
        ("*.py", ".py", True),
        ("a/*.py", "a/b/c.py", False),
        ("a/*", "a/b/c", True),
        ("a**b", "axxb", True),
        ("a/x**b", "a/xy/b", False),
        ("?", "a", True),
        ("x/?", "x//", False),
        ("[ab].c", "b.c", True),
        ("[!ab].c", "b.c", False),
        ("[^ab].c", "z.c", True),
        ("x[!a]y", "x/y", False),
        ("[]a]", "]", True),
        ("[a-c]", "b", True),
        ("[a-]", "-", True),
        ("[[:digit:]x]", "7", True),
        ("[[:digit:]x]", "x", True),
        ("[", "[", True),
        ("a[b", "a[b", True),
        (r"\*", "*", True),
        (r"\*", "a", False),
        (r"\!x", "!x", True),
        ("**", "any/thing", True),
        ("name", "new\nline/name", True),
        ("*", "caf\udce9", True),
        ("", "a", False),
    ],
)
def test_patterns_mean_what_gitignore_says(pattern: str, path: str, expected: bool) -> None:
    assert matches(path, (pattern,)) is expected


def test_the_last_pattern_that_matches_decides() -> None:
    patterns = ("test/", "!**/plugins/test/", "**/plugins/test/unit/")
    assert matches("test/a.py", patterns)
    assert not matches("lib/plugins/test/core.py", patterns)
    assert matches("lib/plugins/test/unit/a.py", patterns)
    assert not matches("a", ())


def test_the_matching_pattern_can_be_named() -> None:
    assert first_match("x/.env", ("*.orig", ".env")) == ".env"
    assert first_match("x/env", ("*.orig", ".env")) == ""


def test_compiled_patterns_are_kept() -> None:
    assert globs(("a", "b")) is globs(("a", "b"))


@given(st.text(min_size=1).map(lambda x: x.strip("/")).filter(lambda x: x and x.isprintable()))
def test_a_literal_pattern_means_its_path_and_no_longer_one(path: str) -> None:
    assert matches(path, (literal(path),))
    assert not matches(f"p{path}/{path}", (literal(path),))
    assert not matches(path + "x", (literal(path),))


def test_a_literal_pattern_can_be_typed() -> None:
    assert literal("a/caf\udce9\x1b.py") == "a/caf??.py"
    assert literal("Makefile") == "/Makefile"
    assert literal("!x/[1]*") == "/!x/\\[1]\\*"
    assert matches("a/caf\udce9\x1b.py", ("a/caf??.py",))


@given(st.lists(st.text("ab*?/[]!^-\\.", max_size=6), max_size=4), PATH)
def test_any_text_is_a_pattern_and_many_are_the_same_as_one_by_one(
    patterns: list[str], path: str
) -> None:
    positive = tuple(p for p in patterns if not p.startswith("!"))
    assert matches(path, positive) == any(matches(path, (p,)) for p in positive)
    assert matches(path, tuple(patterns)) in (True, False)


LISTS = [value for value in vars(patterns).values() if isinstance(value, tuple)]
PIECE = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "*",
        "**",
        "?",
        "[ab]",
        "[jt]s",
        "[!a]",
        "[",
        ".",
        ".py",
        "*.py",
        "x*",
        "/",
        "!",
        "\\\\",
    ]
)
PATTERN = st.lists(PIECE, min_size=1, max_size=6).map("".join)
WORD = st.sampled_from(["a", "b", "ab", "x", "js", "a.py", ".py", "xab", "docs", "[", "ts.js"])


def expression(wanted: list[str], path: str) -> bool:
    """What one regular expression for all of them says."""
    found = re.fullmatch(glob._union(tuple(wanted)), path, re.DOTALL) if wanted else None
    return found is not None and found.lastindex is None


@settings(max_examples=500)
@given(st.lists(PATTERN, max_size=5), st.lists(WORD, min_size=1, max_size=4).map("/".join))
def test_what_needs_no_expression_means_the_same_as_the_expression(
    wanted: list[str], path: str
) -> None:
    assert Globs(wanted).matches(path) == expression(wanted, path)


def test_each_default_list_means_the_same_as_its_expression() -> None:
    names = {
        p.strip("/!").replace("*", "x").replace("[", "").replace("]", "")
        for one in LISTS
        for p in one
    }
    paths = [
        p for name in names for p in (name, f"src/{name}", f"{name}/in.c", f"x{name}", name.upper())
    ]
    for one in LISTS:
        known = Globs(one)
        regex = re.compile(glob._union(one), re.DOTALL)
        for path in paths:
            found = regex.fullmatch(path)
            assert known.matches(path) == (found is not None and found.lastindex is None), path


def test_git_agrees(tmp_path: Path) -> None:
    """A table of patterns and paths, decided by `git check-ignore`."""
    pieces = ["a", "*", "?", "**", "[ab]", "[!a]", "a*", "*b", r"\a", "[[:alpha:]]b"]
    patterns = [p for p in pieces if p != "**"]
    patterns += [f"{x}/{y}" for x in pieces for y in pieces]
    patterns += [f"/{x}" for x in pieces] + [f"{x}/" for x in pieces if x != "**"]
    patterns += [f"a/{x}/b" for x in pieces]
    paths = [a + b + c for a in ("a", "b", "ab") for b in ("", "/a", "/ab") for c in ("", "/b")]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for pattern in patterns:
        (tmp_path / ".gitignore").write_text(pattern + "\n")
        done = subprocess.run(
            ["git", "-C", tmp_path, "check-ignore", "--no-index", "--stdin"],
            input="\n".join(paths),
            capture_output=True,
            text=True,
            check=False,
        )
        ours = [path for path in paths if matches(path, (pattern,))]
        assert ours == done.stdout.splitlines(), pattern
