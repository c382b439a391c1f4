"""The names that parts of a change hold, and which of them make no sense without which: in any language, by looks.

This only decides what is tried, never what is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from gitfix.core.text import decode
from gitfix.core.units import FileUnits

Block = tuple[int, int]
"""A file's number and a hunk's number in it (-1: the file as a whole)."""
_NAME = re.compile(r"[A-Za-z_$][\w$]{2,}")
_STRINGS = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?:#|//).*""")
_ONE_NAME = re.compile(r"""(["'])([A-Za-z_$][\w$]*)\1""")
_DEFINES = (
    re.compile(r"\b(?:def|class|func|function|fn|struct|enum|interface|type|trait|let|const|var)\s+(\w+)"),
    re.compile(r"\s*([\w$, ]+?)\s*(?::[^=]+)?:?=(?![=>])"),
    re.compile(r"\s*(?:async\s+)?for\s+([\w, ]+)\s+in\b"),
    re.compile(r".*\bas\s+(\w+)"),
    re.compile(r"\s*(\w+)\s*[,:]"),
)  # fmt: skip
_BRINGS = re.compile(r"\s*(?:from\s+\S+\s+)?(?:import|use)\s+(.*)")


def names_in(lines: Iterable[bytes]) -> set[str]:
    """Names of three characters or more in lines of code, outside of comments and of strings that are not a name."""
    found: set[str] = set()
    for line in lines:
        found.update(_NAME.findall(_STRINGS.sub(_one_name, decode(line))))
    return found


def _one_name(string: re.Match[str]) -> str:
    """`__slots__`, `__all__` and `getattr` have names in strings."""
    match = _ONE_NAME.fullmatch(string[0])
    return match[2] if match else ""


def block_lines(
    files: Sequence[FileUnits], block: Block, contents: Mapping[int, bytes]
) -> tuple[list[bytes], list[bytes]]:
    """The lines that a block puts in and takes out; a new file also puts in its own name."""
    number, hunk = block
    file = files[number]
    if hunk < 0:
        name = file.change.path.rsplit("/", 1)[-1].partition(".")[0]
        data = contents.get(number, b"")
        return (
            ([name.encode("utf-8", "surrogateescape"), *data.split(b"\n")], [])
            if data
            else ([], [])
        )
    units = [unit for unit in file.units if unit.kind == "lines" and unit.hunk == hunk]
    return (
        [line for unit in units for line in unit.new],
        [line for unit in units for line in unit.deleted_lines],
    )


def dependents(files: Sequence[FileUnits], contents: Mapping[int, bytes]) -> dict[int, set[int]]:
    """For each unit that alone brings a name in, the units that use it: without it they make no sense.

    `contents` are the contents of added files, by their number: each brings in its own name, too.
    """
    old = names_in(line for file in files for line in file.base)
    users: dict[str, set[int]] = {}
    makers: dict[str, set[int]] = {}
    bringers: dict[str, set[int]] = {}
    for number, unit in (
        (number, unit) for number, file in enumerate(files) for unit in file.units
    ):
        lines, _ = (
            block_lines(files, (number, -1), contents) if unit.kind == "added" else (unit.new, ())
        )
        fresh = names_in(lines) - old
        for name in fresh:
            users.setdefault(name, set()).add(unit.number)
        made = _named(_DEFINES, lines)
        if unit.kind == "added":
            made |= names_in(lines[:1])
        for name in fresh & made:
            makers.setdefault(name, set()).add(unit.number)
        for name in fresh & _named((_BRINGS,), lines):
            bringers.setdefault(name, set()).add(unit.number)
    found: dict[int, set[int]] = {}
    for name, those in {**bringers, **makers}.items():
        if len(those) == 1:
            (maker,) = those
            found.setdefault(maker, set()).update(users[name] - those)
    return found


def _named(patterns: Iterable[re.Pattern[str]], lines: Iterable[bytes]) -> set[str]:
    """The names in what the patterns find in lines."""
    texts = list(map(decode, lines))
    found = [match[1] for text in texts for pattern in patterns if (match := pattern.match(text))]
    return {name for text in found for name in _NAME.findall(text)}
