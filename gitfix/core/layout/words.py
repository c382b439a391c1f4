"""Cuts a hunk where both sides stand at the same word, and tells which pieces hold the same words.

Only a first guess: it says where to look, and a comparison of trees decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gitfix.core.layout.edits import Edit

_WORD = rb"[A-Za-z0-9_]+|[^A-Za-z0-9_\s(),;\[\]{}'\"`\\]"
_MOST = 2_000_000


def words(line: bytes) -> list[bytes]:
    """What a formatter does not touch: neither white space nor brackets, commas, quotes and the case of numbers."""
    return re.findall(_WORD, line.lower())


def same_words(old: Sequence[bytes], new: Sequence[bytes]) -> bool:
    """Whether both runs of lines hold the same words, in the same order."""
    return words(b"".join(old)) == words(b"".join(new))


def cut(old: Sequence[bytes], new: Sequence[bytes], whole: Edit) -> list[Edit]:
    """The pieces of an edit, in order; `old` and `new` are the lines of the files."""
    left = [words(line) for line in old[whole.old_start : whole.old_end]]
    right = [words(line) for line in new[whole.new_start : whole.new_end]]
    ends, others = _ends(left), _ends(right)
    points = [(0, 0)]
    for i, j in _path([w for x in left for w in x], [w for x in right for w in x], set(ends)):
        if i in ends and j in others:
            point = ends[i], others[j]
            if point > points[-1] and point[0] >= points[-1][0] and point[1] >= points[-1][1]:
                points.append(point)
    if points[-1] != (len(left), len(right)):
        points.append((len(left), len(right)))
    edits = []
    for (i, j), (k, m) in pairwise(points):
        edit = Edit(
            whole.old_start + i,
            whole.old_start + k,
            whole.new_start + j,
            whole.new_start + m,
            whole.hunk,
        )
        if old[edit.old_start : edit.old_end] != new[edit.new_start : edit.new_end]:
            edits.append(edit)
    if edits and whole.removed and whole.added:
        edits += _trailing(old, new, edits.pop())
    return [part for edit in edits for part in _closing(old, new, edit)]


def _trailing(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> list[Edit]:
    """An edit without the blank lines at its end that only one side has, and these: a function that was changed,
    and a second blank line below it.
    """
    gone = _blank_at_end(old[edit.old_start : edit.old_end])
    come = _blank_at_end(new[edit.new_start : edit.new_end])
    if bool(gone) == bool(come) or edit.removed == gone or edit.added == come:
        return [edit]
    i, j = edit.old_end - gone, edit.new_end - come
    return [
        Edit(edit.old_start, i, edit.new_start, j, edit.hunk),
        Edit(i, edit.old_end, j, edit.new_end, edit.hunk),
    ]


def _closing(old: Sequence[bytes], new: Sequence[bytes], edit: Edit) -> list[Edit]:
    """A changed edit without the lines at its end that say the same on both sides, and these: brackets that close."""
    count, most = 0, min(edit.removed, edit.added)
    while count < most and old[edit.old_end - 1 - count].strip() == (
        new[edit.new_end - 1 - count].strip()
    ):
        count += 1
    i, j = edit.old_end - count, edit.new_end - count
    if not count or (i, j) == (edit.old_start, edit.new_start):
        return [edit]
    first = Edit(edit.old_start, i, edit.new_start, j, edit.hunk)
    rest = Edit(i, edit.old_end, j, edit.new_end, edit.hunk)
    return [first, rest] if old[i : edit.old_end] != new[j : edit.new_end] else [first]


def _blank_at_end(lines: Sequence[bytes]) -> int:
    count = 0
    while count < len(lines) and not lines[-1 - count].strip():
        count += 1
    return count


def _ends(lines: Sequence[Sequence[bytes]]) -> dict[int, int]:
    """Number of words → the number of lines that hold them. Lines without a word go with the line before:
    they close it more often than they open the next one.
    """
    found = {0: 0}
    count = 0
    for number, line in enumerate(lines, 1):
        count += len(line)
        found[count] = number
    return found


def _path(old: list[bytes], new: list[bytes], wanted: set[int]) -> list[tuple[int, int]]:
    """Where both sides stand at the same word: pairs of numbers of words, growing."""
    if old == new:
        return [(i, i) for i in sorted(wanted)]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    path = [(i, i) for i in range(head + 1)]
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if left and right and len(left) * len(right) <= _MOST:
        from difflib import SequenceMatcher

        for a, b, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            path += [(head + a + k, head + b + k) for k in range(size + 1)] if size else []
    path += [(len(old) - k, len(new) - k) for k in range(tail, -1, -1)]
    return path
