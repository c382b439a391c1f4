"""Lines that are indented otherwise because of a change around them: they belong to the change, and are no noise.

What a new `try {` encloses has to be indented; to put it back would be worse than to leave it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from gitfix.core.layout.edits import Edit

_MANY = 3
"""Hunks in which lines are moved in one way from which on that is the style of the file."""


def not_noise(
    old: Sequence[bytes], new: Sequence[bytes], layout: Iterable[Edit], changed: Collection[int]
) -> Iterator[Edit]:
    """Those of the edits in layout that only move lines to the side, and have to: their hunk changes something, too
    (its number is in `changed`), or other brackets are open before them. Brackets in strings and comments count:
    they are the same on both sides, or something has changed there.

    Lines beside a change do not have to where lines of a hunk without one, or of many hunks, are moved in the same
    way: the file has another style.
    """
    moved = [edit for edit in layout if _only_indented(_old(old, edit), _new(new, edit))]
    if not moved:
        return
    before, after = _depths(old), _depths(new)
    seen: dict[tuple[bytes, bytes], set[int]] = defaultdict(set)
    beside = []
    for edit in moved:
        if before[edit.old_start] != after[edit.new_start]:
            yield edit
            continue
        for way in _ways(old, new, edit):
            seen[way].add(edit.hunk)
        if edit.hunk in changed:
            beside.append(edit)
    style = {way for way, hunks in seen.items() if len(hunks) >= _MANY or hunks - set(changed)}
    yield from (edit for edit in beside if not _ways(old, new, edit) <= style)


def _ways(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> set[tuple[bytes, bytes]]:
    """From which indentation to which the lines of an edit are moved."""
    pairs = zip(_old(old, edit), _new(new, edit), strict=True)
    return {(_indent(one), _indent(other)) for one, other in pairs}


def _indent(line: bytes) -> bytes:
    return line[: len(line) - len(line.lstrip(b" \t"))]


def _old(lines: Sequence[bytes], edit: Edit) -> Sequence[bytes]:
    return lines[edit.old_start : edit.old_end]


def _new(lines: Sequence[bytes], edit: Edit) -> Sequence[bytes]:
    return lines[edit.new_start : edit.new_end]


def _only_indented(old: Sequence[bytes], new: Sequence[bytes]) -> bool:
    return len(old) == len(new) and all(
        a != b and a.lstrip(b" \t") == b.lstrip(b" \t") for a, b in zip(old, new, strict=True)
    )


def _depths(lines: Sequence[bytes]) -> list[int]:
    """How many brackets are open before each line."""
    return list(accumulate((_opened(line) for line in lines), initial=0))


def _opened(line: bytes) -> int:
    return sum(map(line.count, (b"(", b"[", b"{"))) - sum(map(line.count, (b")", b"]", b"}")))
