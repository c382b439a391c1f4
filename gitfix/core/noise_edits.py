"""Noise as edits that can be taken back: what the trees of a file say, and line ends where nothing reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.change import FileChange, Hunk
from gitfix.core.layout.edits import edits_of, line_by_line
from gitfix.core.noise import (
    FORMAT,
    WHITESPACE,
    Noise,
    Part,
    hunk_noise,
    is_formatted,
    regular,
    white_space,
)

if TYPE_CHECKING:
    from gitfix.core.layout.edits import Edit
    from gitfix.core.layout.search import Region


def tree_noise(change: FileChange, regions: Sequence[Region]) -> Noise:
    """The noise in one file as its trees say it. What the looks of the lines say as well is white space."""
    parts: dict[str, Part] = {}
    removed = added = 0
    for region in regions:
        edit = region.edit
        removed, added = removed + edit.removed, added + edit.added
        kind, ends = region.kind, False
        if kind == FORMAT:
            looks = hunk_noise(_piece(change, edit), is_formatted(change.path))
            if looks.lines == edit.removed + edit.added:
                kind, ends = WHITESPACE, looks.line_ends
        first, last = edit.new_start + 1, max(edit.new_end, edit.new_start + 1)
        known = parts.get(kind)
        lines = edit.removed + edit.added
        parts[kind] = (
            Part(
                kind,
                known.lines + lines,
                min(known.first, first),
                max(known.last, last),
                known.line_ends and ends,
            )
            if known
            else Part(kind, lines, first, last, ends)
        )
    found = tuple(parts[kind] for kind in sorted(parts))
    line = min((part.first for part in found), default=0)
    return Noise(removed, added, line, parts=found)


def _piece(change: FileChange, edit: Edit) -> Hunk:
    """The lines of an edit, as a hunk."""
    hunk = change.hunks[edit.hunk]
    old = edit.old_start - (hunk.old_start - (1 if hunk.removed else 0))
    new = edit.new_start - (hunk.new_start - (1 if hunk.added else 0))
    return Hunk(
        edit.old_start + 1,
        edit.new_start + 1,
        hunk.removed[old : old + edit.removed],
        hunk.added[new : new + edit.added],
    )


def line_end_edits(change: FileChange) -> list[Edit]:
    """The lines of a file that only change how they end: all that may be put back without knowing the language."""
    if change.binary or not (regular(change.old_mode) and regular(change.new_mode)):
        return []
    found = []
    for hunk, edit in zip(change.hunks, edits_of(change.hunks), strict=True):
        pairs, _ = white_space(hunk, False)
        found += line_by_line(edit, [(i, j) for i, j in pairs if hunk.removed[i] != hunk.added[j]])
    return found
