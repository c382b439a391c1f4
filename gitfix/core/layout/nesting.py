"""Lines that are indented otherwise because of a change around them: they belong to the change, and are no noise.

What a new `try {` encloses has to be indented; to put it back would be worse than to leave it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from gitfix.core.layout.edits import Edit


def not_noise(
    old: Sequence[bytes], new: Sequence[bytes], layout: Iterable[Edit], changed: Collection[int]
) -> Iterator[Edit]:
    """Those of the edits in layout that only move lines to the side, and have to: their hunk changes something, too
    (its number is in `changed`), or other brackets are open before them. Brackets in strings and comments count:
    they are the same on both sides, or something has changed there.
    """
    moved = [edit for edit in layout if _only_indented(_old(old, edit), _new(new, edit))]
    apart = [edit for edit in moved if edit.hunk not in changed]
    yield from (edit for edit in moved if edit.hunk in changed)
    if apart:
        before, after = _depths(old), _depths(new)
        yield from (e for e in apart if before[e.old_start] != after[e.new_start])


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
