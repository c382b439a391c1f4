"""How likely a test needs the parts of a change: from the names that it says, and from what no machine reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from gitfix.core.ddmin_choice import MOST, SELDOM
from gitfix.core.noise import hunk_noise, is_formatted
from gitfix.core.prose_lines import prose_lines
from gitfix.core.text import decode
from gitfix.core.unit_names import Block, block_lines, names_in
from gitfix.core.units import FileUnits

EXPECTED = 1.3
"""Of the parts of something that is needed, so many are."""
UNSAID = 0.15
"""What a part counts that holds no name of the test's; one that alone holds a name counts 1 more."""
_OPENS = re.compile(
    r"\s*(?:(?:async|export|public|private|static|pub)\s+)*(?:def|class|func|function|fn)\b"
)


def weights(
    files: Sequence[FileUnits],
    blocks: Collection[Block],
    contents: Mapping[int, bytes],
    hints: Collection[str],
) -> dict[Block, float]:
    """What each block counts among the others; 0 where it says nothing to a machine.

    A name of the hints counts the more the fewer blocks hold it, or stand in something called so.
    """
    real = [block for block in blocks if not _is_noise(files, block)]
    prose = {number: _prose(file) for number, file in enumerate(files) if file.cut}
    wanted = set(hints)
    said: dict[Block, set[str]] = {}
    for block in real:
        added, removed = block_lines(files, block, contents)
        said[block] = (names_in([*added, *removed]) | _inside(files, block)) & wanted
    count = Counter(name for names in said.values() for name in names)
    common = max(2, len(real) // 4)
    found = dict.fromkeys(blocks, 0.0)
    for block, names in said.items():
        if not _says_nothing(files, block, prose):
            found[block] = UNSAID + sum(1 / count[name] for name in names if count[name] <= common)
    return found


def share(weight: float, total: float) -> float:
    """How likely something is needed that counts `weight` among what counts `total`."""
    return max(SELDOM, min(MOST, EXPECTED * weight / total)) if total else SELDOM


def _is_noise(files: Sequence[FileUnits], block: Block) -> bool:
    number, hunk = block
    if hunk < 0:
        return False
    change = files[number].change
    lines = change.hunks[hunk]
    return hunk_noise(lines, is_formatted(change.path)).lines == len(lines.removed) + len(
        lines.added
    )


def _prose(file: FileUnits) -> tuple[set[int], set[int]]:
    """Lines of comments and docstrings, before and after."""
    path = file.change.path
    return prose_lines(path, list(map(decode, file.base))), prose_lines(
        path, list(map(decode, file.head))
    )


def _says_nothing(
    files: Sequence[FileUnits], block: Block, prose: Mapping[int, tuple[set[int], set[int]]]
) -> bool:
    number, hunk = block
    if hunk < 0:
        return False
    before, after = prose[number]
    return all(
        before.issuperset(range(unit.start + 1, unit.end + 1))
        and after.issuperset(range(unit.line, unit.line + unit.added))
        for unit in files[number].units
        if unit.kind == "lines" and unit.hunk == hunk
    )


def silent_units(files: Sequence[FileUnits]) -> set[int]:
    """The units of nothing but comments, docstrings and blank lines."""
    found: set[int] = set()
    for file in files:
        if not file.cut:
            continue
        before, after = _prose(file)
        for unit in file.units:
            old = range(unit.start, unit.end)
            new = range(unit.line - 1, unit.line - 1 + unit.added)
            if unit.kind == "lines" and all(
                number + 1 in prose or not lines[number].strip()
                for lines, prose, numbers in ((file.base, before, old), (file.head, after, new))
                for number in numbers
            ):
                found.add(unit.number)
    return found


def _inside(files: Sequence[FileUnits], block: Block) -> set[str]:
    """The name of the function or class that a hunk stands in."""
    number, hunk = block
    file = files[number]
    units = [unit for unit in file.units if unit.kind == "lines" and unit.hunk == hunk]
    if not units:
        return set()
    for line in reversed(file.head[: units[0].line]):
        if _OPENS.match(decode(line)):
            return names_in([line])
    return set()
