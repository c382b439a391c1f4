"""Pieces of a change that are layout only together: git has drawn the lines of one statement into several hunks.

Where a block moves further in, git often keeps a `}` or a blank line in the wrong place: the lines before it go in
one hunk, and come in the next.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from gitfix.core.layout.edits import Edit
from gitfix.core.layout.words import words

_MOST = 4_000
"""Words of such a run: more than a screen of code."""


def joined(
    old: Sequence[bytes], new: Sequence[bytes], pieces: Sequence[Edit], likely: Set[Edit]
) -> dict[Edit, tuple[Edit, ...]]:
    """Each piece that only together with others holds the same words on both sides, lines between included, and these.

    `pieces` are in the order of the file; those in `likely` hold the same words alone. A first guess, as in `words`.
    """
    found: dict[Edit, tuple[Edit, ...]] = {}
    at = 0
    while at < len(pieces):
        end = at + 1 if pieces[at] in likely else _end(old, new, pieces, at)
        if end > at + 1:
            found |= dict.fromkeys(pieces[at:end], tuple(pieces[at:end]))
        at = max(end, at + 1)
    return found


def _end(old: Sequence[bytes], new: Sequence[bytes], pieces: Sequence[Edit], start: int) -> int:
    """After which piece both sides have said the same; `start` where they never do."""
    left: list[bytes] = []
    right: list[bytes] = []
    agreed = 0
    was = pieces[start]
    for number in range(start, len(pieces)):
        piece = pieces[number]
        # From the end of the piece before: nothing for the first one.
        begin = (was.old_end, was.new_end) if number > start else (was.old_start, was.new_start)
        left += words(b"".join(old[begin[0] : piece.old_end]))
        right += words(b"".join(new[begin[1] : piece.new_end]))
        known = min(len(left), len(right))
        if left[agreed:known] != right[agreed:known] or max(len(left), len(right)) > _MOST:
            return start
        agreed, was = known, piece
        if len(left) == len(right):
            return number + 1
    return start
