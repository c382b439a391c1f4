"""Path patterns as in .gitignore, many of them asked as one.

- A pattern without a slash, or with one only at its end, matches a name at any depth; any other
  is anchored at the root, as is one that begins with a slash.
- A pattern that matches a folder matches everything below it; one that ends in a slash matches
  only that.
- `*` and `?` stop at a slash. `**/`, `/**/` and `/**` stand for any number of folders;
  elsewhere `**` is `*`.
- `[abc]`, `[a-z]`, `[!a]`, `[^a]` and `[[:digit:]]` match one character, never a slash. A
  backslash escapes.
- `!pattern` takes back what an earlier pattern matched. Unlike in .gitignore it reaches below a
  matched folder.

Two more differences to git's wildmatch, both deliberate: `?` and `[…]` match a character, not a
byte, and a `[` that is never closed is an ordinary character, where git's pattern would
silently match nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from gitfix.core.glob_plain import Plain, Test

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class Globs:
    """Several patterns as one; the last pattern that matches a path decides."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        self._plain = Plain((p for p in self.patterns if not p.startswith("!")), _compiled)
        self._negated = tuple(p[1:] for p in self.patterns if p.startswith("!"))

    def matches(self, path: str) -> bool:
        """Whether `path` (relative to the root, slashes, no slash at the end) is meant."""
        if not self._plain.matches(path):
            return False
        if not self._negated or not self._taken_back.matches(path):
            return True
        found = self._regex.fullmatch(path)
        return found is not None and found.lastindex is None

    @cached_property
    def _taken_back(self) -> Plain:
        return Plain(self._negated, _compiled)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        """All patterns in their order: needed only where a path is meant and taken back."""
        return re.compile(_union(self.patterns), re.DOTALL)


_BY_IDENTITY: dict[int, tuple[tuple[str, ...], Globs]] = {}
_MOST = 256


def globs(patterns: tuple[str, ...]) -> Globs:
    """The patterns, read once; by the tuple itself first, since to hash a hundred texts takes longer than to match."""
    known = _BY_IDENTITY.get(id(patterns))
    if known is not None and known[0] is patterns:
        return known[1]
    made = _globs(patterns)
    if len(_BY_IDENTITY) >= _MOST:
        _BY_IDENTITY.clear()
    _BY_IDENTITY[id(patterns)] = (patterns, made)
    return made


@lru_cache(maxsize=_MOST)
def _globs(patterns: tuple[str, ...]) -> Globs:
    return Globs(patterns)


def _compiled(pattern: str) -> Test:
    body, anchored = _translate(pattern)
    return re.compile(body if anchored else f"(?:.*/)?{body}", re.DOTALL).fullmatch


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of `patterns` means `path`."""
    return globs(patterns).matches(path)


def first_match(path: str, patterns: tuple[str, ...]) -> str:
    """The pattern to name when `path` is matched; empty when none is."""
    if not matches(path, patterns):
        return ""
    return next(p for p in patterns if not p.startswith("!") and matches(path, (p,)))


def literal(path: str) -> str:
    """The pattern for this path alone; characters that nobody can type become `?`."""
    escaped = re.sub(r"([*?\[\\])", r"\\\1", path)
    typeable = "".join(char if char.isprintable() else "?" for char in escaped)
    return typeable if "/" in path and path[0] not in "!/" else "/" + typeable


def _union(patterns: tuple[str, ...]) -> str:
    """One alternation, last pattern first; what a negated pattern matches lands in a group.

    Neighbours that match at any depth share one prefix: the folders of a path are walked once,
    not per pattern.
    """
    parts: list[str] = []
    floating: list[str] = []

    def flush() -> None:
        if floating:
            parts.append(f"(?:.*/)?(?:{'|'.join(floating)})")
            floating.clear()

    for pattern in reversed(patterns):
        negated = pattern.startswith("!")
        body, anchored = _translate(pattern[1:] if negated else pattern)
        if not anchored and not negated:
            floating.append(body)
            continue
        flush()
        whole = body if anchored else f"(?:.*/)?{body}"
        parts.append(f"({whole})" if negated else whole)
    flush()
    return "|".join(f"(?:{part})" for part in parts)


def _translate(pattern: str) -> tuple[str, bool]:
    """The expression for one pattern, and whether it is anchored at the root."""
    folder = pattern.endswith("/")
    core = pattern.rstrip("/") if folder else pattern
    anchored = "/" in core
    core = core.removeprefix("/")
    below = "/.+" if folder else "(?:/.*)?"
    if not core:
        return ".*" if folder else "(?!)", True
    out: list[str] = []
    at = 0
    while at < len(core):
        part, at = _token(core, at)
        out.append(part)
    return "".join(out) + below, anchored


def _token(core: str, at: int) -> tuple[str, int]:
    """One piece of a pattern as an expression, and where the next begins."""
    char = core[at]
    if char == "*":
        return _stars(core, at)
    if char == "?":
        return "[^/]", at + 1
    if char == "[":
        return _bracket(core, at)
    if char == "\\" and at + 1 < len(core):
        return re.escape(core[at + 1]), at + 2
    return re.escape(char), at + 1


def _stars(core: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(core) and core[end] == "*":
        end += 1
    opens = at == 0 or core[at - 1] == "/"
    if end - at == 2 and opens and end < len(core) and core[end] == "/":
        return "(?:[^/]+/)*", end + 1
    if end - at == 2 and opens and end == len(core):
        return ".+", end
    return "[^/]*", end


def _bracket(core: str, at: int) -> tuple[str, int]:
    """A character set; an ordinary `[` when it is never closed."""
    here = at + 1
    negated = here < len(core) and core[here] in "!^"
    here += negated
    start = here
    items: list[str] = []
    while here < len(core) and (core[here] != "]" or here == start):
        named = re.compile(r"\[:([a-z]+):\]").match(core, here)
        if named and named[1] in _CLASSES:
            items.append(_CLASSES[named[1]])
            here = named.end()
            continue
        low, here = _member(core, here)
        if core[here : here + 1] == "-" and core[here + 1 : here + 2] not in ("", "]"):
            high, here = _member(core, here + 1)
            if low <= high:
                items.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            items.append(re.escape(low))
    if here >= len(core):
        return r"\[", at + 1
    if not items:
        return ("[^/]" if negated else "(?!)"), here + 1
    return f"(?!/)[{'^' if negated else ''}{''.join(items)}]", here + 1


def _member(core: str, at: int) -> tuple[str, int]:
    if core[at] == "\\" and at + 1 < len(core):
        return core[at + 1], at + 2
    return core[at], at + 1
