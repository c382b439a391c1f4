"""Noise as edits that can be taken back: what the trees of a file say, and line ends where nothing reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.change import FileChange
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
    from gitfix.core.layout.regions import Region


def tree_noise(change: FileChange, regions: Sequence[Region]) -> Noise:
    """The noise in one file as its trees say it. What the looks of the lines say as well is white space."""
    parts: dict[str, Part] = {}
    formatted = is_formatted(change.path)
    for region in regions:
        edit = region.edit
        kind, ends = region.kind, False
        if kind == FORMAT:
            looks = hunk_noise(region.text, formatted)
            if looks.lines == edit.removed + edit.added:
                kind, ends = WHITESPACE, looks.line_ends
        first, last = edit.new_start + 1, max(edit.new_end, edit.new_start + 1)
        known = parts.get(kind)
        lines = region.removed + region.added
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
    found = tuple(parts[kind] for kind in sorted(parts) if parts[kind].lines)
    line = min((part.first for part in found), default=0)
    removed, added = sum(one.removed for one in regions), sum(one.added for one in regions)
    return Noise(removed, added, line, parts=found)


def line_end_edits(change: FileChange) -> list[Edit]:
    """The lines of a file that only change how they end: all that may be put back without knowing the language."""
    if change.binary or not (regular(change.old_mode) and regular(change.new_mode)):
        return []
    found = []
    for hunk, edit in zip(change.hunks, edits_of(change.hunks), strict=True):
        pairs, _ = white_space(hunk, False)
        found += line_by_line(edit, [(i, j) for i, j in pairs if hunk.removed[i] != hunk.added[j]])
    return found
