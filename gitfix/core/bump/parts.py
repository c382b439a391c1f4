"""A version in pieces: `#define SHOP_VERSION_MAJOR 2` on one line, its minor and its patch number on the next ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = (
    ("major",),
    ("minor",),
    ("patch", "patchlevel", "micro", "tiny", "revision", "bugfix", "maintenance"),
)
"""What the first, the second and the third number of a version are called."""
_LINE = re.compile(
    r"""(?xi)
    (?P<head> \s* (?:[\#\w.:&<>,]+[ \t]+)*? (?:set[ \t]*\([ \t]*)? (?P<name>\w+)
        (?:[ \t]*:[ \t]*&?[a-z]\w*)? [ \t]*(?::?=|:|[ \t])[ \t]* ["']? )
    (?P<number> \d+ )
    (?P<tail> ["']? (?:u|l|ul)? [ \t]* [);,]* [ \t]* (?:(?:\#|//|--|/\*).*)? )
    """
)
_PART = re.compile(rf"(?i){'|'.join(word for words in _WORDS for word in reversed(words))}")


def in_parts(text: str, old: str, new: str) -> str:
    """`text` with the numbers of `new` where lines of one kind name all numbers of `old`; else as it is."""
    was, will = _numbers(old), _numbers(new)
    if not was or len(was) != len(will):
        return text
    groups: dict[str, dict[int, list[tuple[int, int, int]]]] = {}
    for stem, part, span, number in _stated(text):
        groups.setdefault(stem, {}).setdefault(part, []).append((*span, number))
    spans: list[tuple[int, int, str]] = []
    for group in groups.values():
        whole = all(
            part in group and all(number == value for *_, number in group[part])
            for part, value in enumerate(was)
        )
        if whole and len(group) == len(was):
            for part, value in enumerate(will):
                spans += [(start, end, str(value)) for start, end, _ in group[part]]
    for first, last, said in sorted(spans, reverse=True):
        text = text[:first] + said + text[last:]
    return text


def part_of(before: str, after: str, old: str, new: str) -> bool:
    """Whether a line differs by nothing but the number that its part has in the two versions."""
    one, two = _LINE.fullmatch(before.rstrip("\r\n")), _LINE.fullmatch(after.rstrip("\r\n"))
    if one is None or two is None or (one["head"], one["tail"]) != (two["head"], two["tail"]):
        return False
    part = _part(one["name"])
    was, will = _numbers(old), _numbers(new)
    if part is None or part >= min(len(was), len(will)):
        return False
    return (int(one["number"]), int(two["number"])) == (was[part], will[part])


def _stated(text: str) -> Iterator[tuple[str, int, tuple[int, int], int]]:
    """Each line that states a part: the name that all parts share, which one it is, where, and what it says."""
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        found = _LINE.fullmatch(bare) if len(bare) < 200 else None
        if found is not None and (part := _part(found["name"])) is not None:
            stem = _PART.sub("", found["name"], count=1).strip("_").lower()
            first, last = found.span("number")
            yield stem, part, (at + first, at + last), int(found["number"])
        at += len(line)


def _part(name: str) -> int | None:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    for number, known in enumerate(_WORDS):
        if any(word.lower() in known for word in words):
            return number
    return None


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version that is two or three of them and nothing else."""
    found = re.fullmatch(r"\d+(?:\.\d+){1,2}", version)
    return tuple(map(int, version.split("."))) if found else ()
