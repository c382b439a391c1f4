"""Which hunks nobody has to decide, told by what they hold."""

from __future__ import annotations

import pytest

from gitfix.core.hunks import MARKER, parse, settled


def conflict(ours: str, theirs: str) -> str:
    return (
        f"before\n{'<' * MARKER} ours\n{ours}{'=' * MARKER}\n{theirs}{'>' * MARKER} theirs\nafter\n"
    )


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("VERSION", "{}"),
        ("package.json", '  "version": "{}",'),
        ("pyproject.toml", 'version = "{}"'),
        ("shop/__init__.py", '__version__ = "{}"'),
        ("pom.xml", "  <version>{}</version>"),
        ("shop.gemspec", '  s.version = "{}"'),
    ],
)
def test_versions(path: str, line: str) -> None:
    text = conflict(line.format("2.5.0.dev0") + "\n", line.format("2.4.3") + "\n")
    wanted = f"before\n{line.format('2.5.0.dev0')}\nafter\n"
    assert settled(path, text, "version", "2.4.3") == wanted


@pytest.mark.parametrize(
    ("path", "ours", "theirs", "version"),
    [
        ("package.json", '"lodash": "2.0.0",\n', '"lodash": "1.0.1",\n', ""),
        ("pom.xml", "<version>2.0</version>\n", "<version>1.1</version>\n", ""),
        ("pom.xml", "<version>2.0</version>\n", "<version>1.1</version>\n", "2.4.3"),
        ("pyproject.toml", 'version = "2"\n', 'version = "1.1"\nfoo = 1\n', "1.1"),
        ("VERSION", "", "2.4.3\n", "2.4.3"),
        ("version.py", "return 2.5\n", "return 2.4\n", ""),
    ],
)
def test_what_a_person_has_to_look_at(path: str, ours: str, theirs: str, version: str) -> None:
    assert settled(path, conflict(ours, theirs), "version", version) is None


def test_changelogs_keep_both_and_lose_no_line_end() -> None:
    assert settled("C", conflict("* a\n", "* b\n"), "changelog") == "before\n* a\n* b\nafter\n"
    assert settled("C", conflict("", "* b\n"), "changelog") == "before\n* b\nafter\n"
    dos = conflict("* a\r\n", "* b\r\n").replace(f"{'=' * MARKER}\n", f"{'=' * MARKER}\r\n")
    assert settled("C", dos, "changelog") == "before\n* a\r\n* b\r\nafter\n"


def test_a_text_without_conflicts_is_itself() -> None:
    text = "a\n<<<<<<< not one\n=======\n>>>>>>> of these\nb"
    assert [hunk.agreed for hunk in parse(text)] == [text]
    assert settled("C", text, "changelog") == text
