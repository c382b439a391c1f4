"""Which lines of a file say nothing to a machine: blank lines, comments, and Python's docstrings.

Told line by line, without a parser: a file from years ago, in any language, has to be read. When in doubt a line is
code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HASH = frozenset(
    (
        *("py", "pyi", "pyx", "rb", "sh", "bash", "zsh", "pl", "pm", "r", "yaml", "yml", "toml", "cfg",),
        *("conf", "cmake", "mk", "tcl", "ex", "exs", "jl", "nix",),
    )
)  # fmt: skip
_SLASH = frozenset(
    (
        *("c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "cs", "java", "js", "jsx", "mjs", "cjs",),
        *("ts", "tsx", "go", "rs", "swift", "kt", "kts", "scala", "php", "dart", "m", "mm", "proto", "scss",),
        *("less", "css", "groovy",),
    )
)  # fmt: skip
_DASH = frozenset(("sql", "lua", "hs", "elm", "adb", "ads", "vhd", "vhdl"))
_NAMES = frozenset(("makefile", "dockerfile", "rakefile", "gemfile", "sconstruct"))
_QUOTES = re.compile(r"""[rRbBuU]{0,2}(\"\"\"|''')""")


def prose_lines(path: str, lines: Sequence[str]) -> set[int]:
    """The numbers, from 1, of the lines that are blank, or nothing but comment."""
    name = path.rsplit("/", 1)[-1].lower()
    ending = name.rsplit(".", 1)[1] if "." in name else ""
    if ending in ("py", "pyi", "pyx"):
        return _hash(lines) | _docstrings(lines)
    if ending in _HASH or name in _NAMES:
        return _hash(lines)
    if ending in _SLASH:
        return _slash(lines, hash_too=ending == "php")
    if ending in _DASH:
        return _starting(lines, ("--",))
    return _starting(lines, ())


def _starting(lines: Sequence[str], marks: tuple[str, ...]) -> set[int]:
    found = set()
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or (marks and text.startswith(marks)):
            found.add(number)
    return found


def _hash(lines: Sequence[str]) -> set[int]:
    return _starting(lines, ("#",)) - ({1} if lines and lines[0].startswith("#!") else set())


def _docstrings(lines: Sequence[str]) -> set[int]:
    """Lines of strings in three quotes that begin a line: they are assigned to nothing."""
    found: set[int] = set()
    inside = ""
    prose = False
    for number, line in enumerate(lines, 1):
        at = 0
        text = line.strip()
        if inside:
            end = line.find(inside)
            if prose:
                found.add(number)
            if end < 0:
                continue
            at, inside = end + 3, ""
            if prose and line[at:].strip():
                found.discard(number)
        elif '"""' not in line and "'''" not in line:
            continue
        # Only what opens a string matters; a string that ends on its line leaves nothing open.
        while match := _QUOTES.search(line, at):
            before = line[at : match.start()]
            if "#" in before and before.count('"') % 2 == 0 and before.count("'") % 2 == 0:
                break
            quote = match[1]
            begins = text.startswith(match[0]) and not before.strip()
            end = line.find(quote, match.end())
            if end < 0:
                inside, prose = quote, begins
                if begins:
                    found.add(number)
                break
            at = end + 3
            if begins and not line[at:].strip():
                found.add(number)
    return found


def _slash(lines: Sequence[str], *, hash_too: bool) -> set[int]:
    found: set[int] = set()
    inside = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if inside:
            end = text.find("*/")
            if end < 0:
                found.add(number)
                continue
            inside = False
            rest = text[end + 2 :].strip()
            if not rest or rest.startswith("//"):
                found.add(number)
            text = rest
        if not text or text.startswith("//") or (hash_too and text.startswith("#")):
            found.add(number)
        elif text.startswith("/*"):
            end = text.find("*/", 2)
            if end < 0:
                inside = True
                found.add(number)
            elif not text[end + 2 :].strip():
                found.add(number)
        elif (
            (at := text.rfind("/*")) >= 0
            and text.find("*/", at) < 0
            and text[:at].count('"') % 2 == 0
        ):
            inside = True
    return found
