"""Whether a change of a Python module can touch what it offers at all: from its hunks alone, without reading it.

A hotfix mostly changes statements inside of functions. A run of changed lines is quiet if each of them is a whole
statement by itself that makes no name, or makes a name that the same run made before: then both sides have the same
definitions in the same places. That a line is a statement, and not a piece of a longer one (a parameter, a name that is
imported, an element of `__all__`), is told by the line above it: inside of brackets, nothing that ends an operand can
be followed by a line that begins with a name. In a string of several lines anything may stand, as long as no quotes do.
What is not surely quiet is parsed. A test compares this with what parsing says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from keyword import iskeyword

from gitfix.core.change import Hunk

_ODD_ABOVE = re.compile(r"[#\\@`\r\f\0]|\"\"\"|'''|\blambda\b")
_ODD = re.compile(r"[;#\\@`\r\f\0]|\"\"\"|'''|\byield\b|:=|__")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
_BRACKETS = re.compile(r"\([^()\[\]{}]*\)|\[[^()\[\]{}]*\]|\{[^()\[\]{}]*\}")
_SPECIAL = re.compile(r"[()\[\]{}\"']")
_WORD = re.compile(r"\w+")
_OPENS = re.compile(
    r"\s*(?:(?:async )?(?:def|class|while|with|elif|except) .*|(?:if|for) (?!.*\belse\b).*"
    r"|(?:else|try|finally|except)):$"
)
_VERB = re.compile(r"\s*(?:pass|break|continue|return|raise|assert)\b")
_USE = re.compile(r"\s*(\w+)(?:\.\w+|@)*@")
_SET = re.compile(r"(\s*)(\w+)((?:\.\w+|@)*) ?(?:[-+*/%&|^]|//|\*\*|<<|>>)?=")
_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
_NO_END = frozenset(
    ("and", "or", "not", "in", "is", "if", "else", "for", "lambda", "await", "from", "import", "as")
)


def is_quiet(hunks: Iterable[Hunk]) -> bool:
    """Whether no public name comes, goes or changes with these hunks; False where that is not sure."""
    return all(_quiet(hunk) for hunk in hunks)


def _quiet(hunk: Hunk) -> bool:
    first = hunk.old_start + (not hunk.removed) == 1
    if not first and not _ends(hunk.above or ""):
        return False
    gone, come = _names(hunk.removed), _names(hunk.added)
    if gone is None or come is None:
        return False
    # At the margin a further name breaks nobody; deeper it may stand in the way of a property.
    return gone <= come and not any(name[0].isspace() for name in come - gone)


def _names(lines: Iterable[str]) -> set[str] | None:
    """The names that statements make, with their indentation; None where one of the lines is not so simple."""
    found = [_made(line) for line in lines]
    return None if None in found else {name for name in found if name}


def _bare(line: str) -> str:
    """The line with @ for what is in brackets and ` for its strings; empty where that cannot be said."""
    if not _SPECIAL.search(line):
        return line.rstrip()
    if '"' in line or "'" in line:
        if "{" in line:
            return ""  # an f-string may hold quotes
        line = _TEXT.sub("`", line)
        if '"' in line or "'" in line:
            return ""
    line = line.rstrip()
    while any(char in line for char in "()[]{}"):
        shorter = _BRACKETS.sub("@", line)
        if shorter == line:
            return ""
        line = shorter
    return line


def _is_whole(bare: str) -> bool:
    """Whether it ends with something that is read from or called: the next line goes on with none of that."""
    if bare.endswith(("@", "`", "...")):
        return True
    word = _WORD.match(bare[::-1])  # a search from the other end would try every place
    return word is not None and word[0][::-1] not in _NO_END


def _ends(line: str) -> bool:
    """Whether a statement, or the head of a block, surely ends with this line."""
    line = line.removesuffix("\r")
    bare = "" if _ODD_ABOVE.search(line) or not line.isascii() else _bare(line)
    return _is_whole(bare) or _OPENS.match(bare) is not None


def _made(line: str) -> str | None:
    """The name that a statement makes, with its indentation; empty for none, None for all that is not so simple."""
    line = line.removesuffix("\r")
    bare = "" if _ODD.search(line) or not line.isascii() else _bare(line)
    if not _is_whole(bare):
        return None
    if _VERB.match(bare):
        return ""
    given = _SET.match(bare)
    if given is None:
        used = _USE.fullmatch(bare)
        return "" if used and used[1].isidentifier() and not iskeyword(used[1]) else None
    if not given[2].isidentifier() or iskeyword(given[2]) or _EQUALS.search(bare, given.end()):
        return None
    return "" if given[3] else given[1] + given[2]
