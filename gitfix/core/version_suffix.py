"""What follows a version's numbers: pre-release, later build or metadata, in any usual spelling."""

from __future__ import annotations

import re

from gitfix.core.value import dataclass

Mark = tuple[int, int, str]
"""One step of an order: (kind, number, word).

Kinds: -1 development, 0 the end, 1 a number, 2 a word, 3 the release, 4 after it.
"""

DEV = -1
END: Mark = (0, 0, "")
RELEASED: tuple[Mark, ...] = ((3, 0, ""),)
AFTER: Mark = (4, 0, "")

# A number longer than a timestamp (20260817123000) is an object id or counts something else.
# Hyphens separate numbers only from three on: `4-1` is a rebuild of 4. A day may have rebuilds:
# `2021-06-14.1`.
_NUMBERS = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=\.[0-9]{1,4}\Z)"
    r"|[0-9]{1,14}(?:(?:-[0-9]{1,14}){2,3}(?![0-9.])|(?:\.[0-9]{1,14}){1,3}|(?:_[0-9]{1,14}){1,3})?"
    r"(?![0-9])"
)
_SEMVER_TAIL = re.compile(
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
_TOKENS = re.compile(r"[0-9]{1,18}|[A-Za-z]+")
_LOOSE = re.compile(r"[._-]?(?:[A-Za-z]|[0-9])[A-Za-z0-9._-]*")
_INNER_VERSION = re.compile(r"[0-9][._][0-9]")

_EARLIER = {
    "dev": "dev", "snapshot": "dev", "nightly": "dev", "canary": "dev",
    "a": "alpha", "alpha": "alpha", "b": "beta", "beta": "beta", "m": "m", "milestone": "m",
    "c": "rc", "cr": "rc", "rc": "rc", "candidate": "rc",
    "pre": "rc", "preview": "rc", "prerelease": "rc",
}  # fmt: skip
_LATER = frozenset(("post", "p", "pl", "patch", "sp", "r", "rev", "u"))
_RELEASED_WORDS = frozenset(("final", "ga", "release", "stable"))


@dataclass(frozen=True)
class Suffix:
    """A suffix as written, what it says (`release`, `pre`, `post`), and its place in the order."""

    text: str
    kind: str = "release"
    marks: tuple[Mark, ...] = RELEASED
    build: str = ""
    strict: bool = False
    """SemVer's own grammar, leading zeros of the three numbers apart."""

    @property
    def build_marks(self) -> tuple[Mark, ...]:
        """The natural order of the build metadata, a tie-break only; without build is lowest."""
        return tuple(_natural(token) for token in _TOKENS.findall(self.build))


def read_numbers(text: str) -> tuple[tuple[str, ...], str, str] | None:
    """The leading numbers, their separator, and the rest; None when there are none, or five."""
    match = _NUMBERS.match(text)
    if match is None:
        return None
    head, rest = match.group(), text[match.end() :]
    separator = next((s for s in "._-" if s in head), ".")
    if rest[:1] == separator and rest[1:2].isdigit() and separator != "-":
        return None
    return tuple(head.split(separator)), separator, rest


def read_suffix(parts: tuple[str, ...], separator: str, rest: str) -> Suffix | None:
    """What `rest` says about the numbers before it, or None when it belongs to no version.

    Only the number of digits matters here, never their value: tags of one shape are of one kind.
    `-1` behind three numbers is a SemVer pre-release, behind a calendar version or four numbers a
    later build (PEP 440).
    """
    if not rest:
        return Suffix("", strict=len(parts) == 3 and separator == ".")
    if len(parts) == 3 and separator == "." and not _is_rebuild(parts, rest):
        match = _SEMVER_TAIL.fullmatch(rest)
        if match and (strict := _semver(rest, match.group(1), match.group(2) or "")):
            return strict
    core, plus, build = rest.partition("+")
    if plus and not build:
        return None
    if not core:
        return Suffix(rest, build=build)
    if _LOOSE.fullmatch(core) is None:
        return None
    found = _loose(parts, separator, core)
    return found and Suffix(rest, found[0], found[1], build)


def _is_rebuild(parts: tuple[str, ...], rest: str) -> bool:
    return len(parts[0]) in (4, 8) and rest[0] == "-" and rest[1:].isdigit()


def _semver(rest: str, pre: str | None, build: str) -> Suffix | None:
    if pre is None:
        return Suffix(rest, build=build, strict=True)
    if pre.lower() in _RELEASED_WORDS:  # SemVer's grammar, and yet nobody's pre-release
        return Suffix(rest, build=build)
    identifiers = pre.split(".")
    strict = all(i == "0" or not (i.isdigit() and i[0] == "0") for i in identifiers)
    if any(len(i) > 18 and i.isdigit() for i in identifiers):
        return None
    marks = tuple((1, int(i), "") if i.isdigit() else (2, 0, i) for i in identifiers)
    return Suffix(rest, "pre", (*marks, END), build, strict)


def _loose(
    parts: tuple[str, ...], separator: str, core: str
) -> tuple[str, tuple[Mark, ...]] | None:
    attached = core[0].isalpha()
    tokens = [token.lower() for token in _TOKENS.findall(core)]
    first = tokens[0]
    if attached and len(parts) > 1 and len(tokens) == 1 and _is_letter(first, separator):
        return "post", (AFTER, _natural(first), END)
    if attached and first not in _EARLIER and first not in _LATER | _RELEASED_WORDS:
        return None
    if first in _LATER and all(token.isdigit() for token in tokens[1:2]) and len(tokens) <= 2:
        return "post", _later_marks((tokens[1:] or ["0"])[0])
    if first in _RELEASED_WORDS and len(tokens) == 1:
        return "release", RELEASED
    if len(tokens) == 1 and first.isdigit():
        return "post", _later_marks(first)
    if any(token in _EARLIER for token in tokens):
        return "pre", _earlier_marks(tokens)
    if len(parts) > 1 and not first.isdigit() and not _INNER_VERSION.search(core):
        return "pre", _earlier_marks(tokens)
    return None


def _is_letter(word: str, separator: str) -> bool:
    """A patch letter (`1_1_1k`, `0.9.8zh`); but `2.0b` is PEP 440's beta."""
    if len(word) == 1 and separator == "_":
        return True
    return len(word) <= 2 and word not in _EARLIER and word not in _LATER | _RELEASED_WORDS


def _later_marks(number: str) -> tuple[Mark, ...]:
    return (AFTER, (1, int(number), ""), END)


def _earlier_marks(tokens: list[str]) -> tuple[Mark, ...]:
    """`a1.dev2` before `a1`, `.dev3` before all of its version, `post1.dev2` behind the release."""
    marks: list[Mark] = []
    development = False
    for token in tokens:
        if _EARLIER.get(token) == "dev":
            development = True
        elif development and token.isdigit():
            marks.append((DEV, int(token), ""))
            development = False
        elif token in _LATER and not marks:
            marks.append(AFTER)
        else:
            marks.append(_natural(_EARLIER.get(token, token)))
    if development:
        marks.append((DEV, 0, ""))
    return (*marks, END)


def _natural(token: str) -> Mark:
    return (1, int(token), "") if token.isdigit() else (2, 0, token)
