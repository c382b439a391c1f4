"""Whether a change of a Python module can touch what it offers at all: from its hunks alone, without reading it.

A hotfix mostly changes statements inside of functions. A run of changed lines is quiet if each of them is a whole
statement by itself that makes no name, or makes a name that the same run made before: then both sides have the same
definitions in the same places. That a line is a statement, and not a piece of a longer one (a parameter, a name that is
imported, an element of `__all__`), is told by the line above it: inside of brackets, nothing that ends an operand can
be followed by a line that begins with a name. In a string of several lines anything may stand, as long as no quotes do.
A line that begins with a word that only a statement begins with (`import`, `return`) needs no such line above it.
Comments and blank lines are nothing, wherever they stand. Imports make names that nobody has to offer for longer than
this module wants to use them itself, so that one more harms nobody. A `def` is quiet where every call still works.
What is not surely quiet is read. A test compares this with what parsing says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from keyword import iskeyword

from gitfix.core.change import Hunk

_ODD_ABOVE = re.compile(r"[#\\@`\r\f\0]|\"\"\"|'''|\blambda\b")
_ODD = re.compile(r"[;#\\@`\r\f\0]|\"\"\"|'''|\byield\b|:=|__")
_TEXT = r"\"[^\"]*\"|'[^']*'"
_BRACKETS = r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}"
_SPECIAL = re.compile(r"[()\[\]{}\"']")
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
"""Of words in a line that is ASCII."""
_OPENS = (
    r"\s*(?:(?:async )?(?:def|class|while|with|elif|except) .*|(?:if|for) (?!.*\belse\b).*"
    r"|(?:else|try|finally|except)):$"
)
_VERBS = frozenset(("pass", "break", "continue", "return", "raise", "assert"))
_USE = r"\s*(\w+)(?:\.\w+|@)*@"
_SET = re.compile(r"(\s*)(\w+)((?:\.\w+|@)*) ?(?:[-+*/%&|^]|//|\*\*|<<|>>)?=")
_IMPORT = r"(\s*)(?:import (?:\w+\.)*\w+|from (?:\w|\.)+ import \w+)(?: as \w+)?(?:, ?(?:\w+\.)*\w+(?: as \w+)?)*"
_STATEMENT = (
    r"\s*(?:pass|break|continue|return|raise|assert|import|from \S+ import|def|async def)\b"
)
"""What can only be the beginning of a statement, where it is not in a string of several lines."""
_NOTE = r"[^#\"'\\`{}\r\f\0]*#[^\"'\\`{}\r\f\0]*"
_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
_NO_END = frozenset(
    ("and", "or", "not", "in", "is", "if", "else", "for", "lambda", "await", "from", "import", "as")
)


def is_quiet(hunks: Iterable[Hunk]) -> bool:
    """Whether no public name comes, goes or changes with these hunks; False where that is not sure."""
    return all(map(_quiet, hunks))


def _quiet(hunk: Hunk) -> bool:
    if not _begins(hunk):
        return False
    gone, come = _made(hunk.removed), _made(hunk.added)
    if gone is None or come is None:
        return False
    (old, before), (new, after) = gone, come
    # At the margin a further name breaks nobody; deeper it may stand in the way of a property.
    if not old <= new or any(name[0].isspace() for name in new - old):
        return False
    return not (before or after) or _callable(before, after)


def _begins(hunk: Hunk) -> bool:
    """Whether the first of these lines surely begins a statement, or stands in a string."""
    if hunk.old_start + (not hunk.removed) == 1:
        return True
    above = hunk.above
    if above is None or "\\" in above:
        return False
    if _ends(above):
        return True
    sides = [_first(hunk.removed), _first(hunk.added)]
    return not any(sides) or any(re.match(_STATEMENT, one) for one in sides)


def _first(lines: Iterable[str]) -> str:
    """The first line that is no comment and not blank; empty where there is none."""
    return next((one for one in map(_code, lines) if one), "")


def _code(line: str) -> str:
    """The line without a comment, where it surely is one; empty for nothing but that."""
    if "#" in line and line.isascii() and re.fullmatch(_NOTE, line) and "coding" not in line:
        line = line.partition("#")[0]
    return line.rstrip(" \t\r")


def _made(lines: Iterable[str]) -> tuple[set[str], list[str]] | None:
    """The names that statements make, with their indentation, and the lines that begin a function.

    None where one of the lines is not so simple.
    """
    names: set[str] = set()
    heads: list[str] = []
    for line in lines:
        one = _read(line)
        if one is None:
            return None
        if isinstance(one, str):
            heads.append(one)
        elif one:
            names.update(one)
    return names, heads


@lru_cache(maxsize=1 << 12)
def _read(line: str) -> tuple[str, ...] | str | None:
    """The names that a line makes, or the line itself where it begins a function. Many files change in one way."""
    code = _code(line)
    if code.endswith(":") and code.lstrip().startswith(("def ", "async def ")):
        return code
    return _name(code) if code else ()


def _callable(old: list[str], new: list[str]) -> bool:
    """Whether whoever called these functions still can: the same ones, in their order."""
    from gitfix.core.api.heads import still_called

    return len(old) == len(new) and all(map(still_called, old, new))


def _bare(line: str) -> str:
    """The line with @ for what is in brackets and ` for its strings; empty where that cannot be said."""
    if not _SPECIAL.search(line):
        return line.rstrip()
    if '"' in line or "'" in line:
        if "{" in line:
            return ""  # an f-string may hold quotes
        line = re.sub(_TEXT, "`", line)
        if '"' in line or "'" in line:
            return ""
    line = line.rstrip()
    while any(char in line for char in "()[]{}"):
        shorter = re.sub(_BRACKETS, "@", line)
        if shorter == line:
            return ""
        line = shorter
    return line


def _is_whole(bare: str) -> bool:
    """Whether it ends with something that is read from or called: the next line goes on with none of that."""
    if bare.endswith(("@", "`", "...")):
        return True
    word = bare[len(bare.rstrip(_LETTERS)) :]
    return bool(word) and word not in _NO_END


@lru_cache(maxsize=1 << 12)
def _ends(line: str) -> bool:
    """Whether a statement, or the head of a block, surely ends with this line."""
    line = line.removesuffix("\r")
    bare = "" if _ODD_ABOVE.search(line) or not line.isascii() else _bare(line)
    return _is_whole(bare) or re.match(_OPENS, bare) is not None


def _name(line: str) -> tuple[str, ...] | None:
    """The names that a statement makes, with their indentation; None for all that is not so simple."""
    bare = "" if _ODD.search(line) or not line.isascii() else _bare(line)
    if not _is_whole(bare):
        return None
    text = bare.lstrip()
    if text[: len(text) - len(text.lstrip(_LETTERS))] in _VERBS:
        return ()
    given = _SET.match(bare)
    if given is None:
        used = re.fullmatch(_USE, bare)
        if used:
            return () if used[1].isidentifier() and not iskeyword(used[1]) else None
        brought = re.fullmatch(_IMPORT, bare)
        return _brought(brought[1], bare) if brought else None
    if not given[2].isidentifier() or iskeyword(given[2]) or _EQUALS.search(bare, given.end()):
        return None
    return () if given[3] else (given[1] + given[2],)


def _brought(indent: str, line: str) -> tuple[str, ...]:
    """The names that an import makes. They are no names like others: what is imported is never compared."""
    names = line.partition("import ")[2].split(",")
    return tuple("import " + indent + _called(one) for one in names)


def _called(one: str) -> str:
    name, _, other = one.strip().partition(" as ")
    return other or name.partition(".")[0]
