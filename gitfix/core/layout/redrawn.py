"""The same change in other hunks: drawn by the words of its lines, where git has drawn by whole lines.

Where every line is indented otherwise, or one statement becomes three lines, git keeps a `}` or a blank line in the
wrong place, and its hunks cross what belongs together: a layout and a change in one file become one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from gitfix.core.layout.edits import Edit
from gitfix.core.layout.words import words

_MOST = 20_000
"""Lines of both sides between the first change and the last one."""


def redrawn(old: Sequence[bytes], new: Sequence[bytes], hunks: Sequence[Edit]) -> list[Edit]:
    """Hunks between the same two files, drawn by words; those of git where that is too much, or makes no difference."""
    first, last = hunks[0], hunks[-1]
    left, right = old[first.old_start : last.old_end], new[first.new_start : last.new_end]
    if len(hunks) < 2 or not (left and right) or len(left) + len(right) > _MOST:
        return list(hunks)
    here, there = [tuple(words(line)) for line in left], [tuple(words(line)) for line in right]
    # A line without words (blank, or a bracket) says nothing of where it belongs: it goes along with its neighbours.
    blocks = SequenceMatcher(lambda line: not line, here, there, autojunk=False)
    kept = [
        (first.old_start + a + k, first.new_start + b + k)
        for a, b, size in blocks.get_matching_blocks()
        for k in range(size)
        if left[a + k] == right[b + k]
    ]
    found: list[Edit] = []
    ends = (last.old_end, last.new_end)
    for (i, j), (k, m) in pairwise([(first.old_start - 1, first.new_start - 1), *kept, ends]):
        if k > i + 1 or m > j + 1:
            found.append(Edit(i + 1, k, j + 1, m, len(found)))
    return found
