"""Where two forms differ, as lines: to see which edits a comparison failed for, without trying each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gitfix.core.layout.edits import Edit
from gitfix.core.layout.form import Form

_WINDOW = 400
_SURE = 8

Span = tuple[int, int]


def guilty(
    mixed: Form, places: Sequence[tuple[Edit, int]], wanted: Form, edits: Sequence[Edit]
) -> set[Edit]:
    """The edits at lines where the forms differ, or where their comments do, if nothing else does: `places` in the
    mixed text, `edits` in the new one.
    """
    ours, theirs = [], []
    one, other = (mixed.code, mixed.lines), (wanted.code, wanted.lines)
    if mixed.code == wanted.code:
        one, other = (mixed.comments, mixed.rows), (wanted.comments, wanted.rows)
    for i, k, j, m in _differences(one[0], other[0]):
        ours += _span(one[1], i, k, k > i or m == j)
        theirs += _span(other[1], j, m, m > j or k == i)
    there = [(edit, line, line + edit.removed) for edit, line in places]
    here = [(edit, edit.new_start, edit.new_end) for edit in edits]
    found = set(_touched(there, ours)) | set(_touched(here, theirs))
    return found & set(edits)


def _span(lines: Sequence[Span], start: int, end: int, there: bool) -> list[Span]:
    """The lines of the parts `start:end`; nothing where these are missing on this side only."""
    parts = lines[start:end]
    if not there or not parts:
        return []
    return [(min(first for first, _ in parts), max(last for _, last in parts))]


def _touched(edits: Iterable[tuple[Edit, int, int]], spans: Sequence[Span]) -> Iterator[Edit]:
    for edit, start, end in edits:
        if any(start <= last and first <= max(end - 1, start) for first, last in spans):
            yield edit


def _differences(
    one: Sequence[object], other: Sequence[object]
) -> Iterator[tuple[int, int, int, int]]:
    """Runs that differ, as `start, end` on both sides; after each, both sides go on alike for a while."""
    i = j = 0
    while i < len(one) or j < len(other):
        if i < len(one) and j < len(other) and one[i] == other[j]:
            i, j = i + 1, j + 1
            continue
        k, m = _again(one, i, other, j)
        yield i, k, j, m
        i, j = k, m


def _again(one: Sequence[object], i: int, other: Sequence[object], j: int) -> tuple[int, int]:
    """Where both sides meet again; their ends when that is not soon."""
    for far in range(1, _WINDOW):
        for a in range(far + 1):
            k, m = i + a, j + far - a
            if k > len(one) or m > len(other):
                continue
            if one[k : k + _SURE] == other[m : m + _SURE] and (k < len(one) or m >= len(other)):
                return k, m
        if i + far > len(one) and j + far > len(other):
            break
    return len(one), len(other)
