"""A change as edits: runs of lines that can be put back one by one, or left as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gitfix.core.change import Hunk
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Edit:
    """The lines `old_start:old_end` of the old file became `new_start:new_end` of the new one, from 0.

    `hunk` is the hunk that it is a part of.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    hunk: int

    @property
    def removed(self) -> int:
        """Lines that went."""
        return self.old_end - self.old_start

    @property
    def added(self) -> int:
        """Lines that came."""
        return self.new_end - self.new_start


def lines_of(data: bytes) -> list[bytes]:
    """The lines of a file with their ends; only a line feed ends one, as in a diff."""
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def edits_of(hunks: Sequence[Hunk]) -> list[Edit]:
    """Hunks without context as edits. git counts from 1, and names the line before where a side is empty."""
    edits = []
    for number, hunk in enumerate(hunks):
        old = hunk.old_start - (1 if hunk.removed else 0)
        new = hunk.new_start - (1 if hunk.added else 0)
        edits.append(Edit(old, old + len(hunk.removed), new, new + len(hunk.added), number))
    return edits


def lines_in(edits: Iterable[Edit]) -> int:
    """How many lines of both sides they are."""
    return sum(edit.removed + edit.added for edit in edits)


def reverted(old: Sequence[bytes], new: Sequence[bytes], edits: Iterable[Edit]) -> bytes:
    """The new file with these edits taken back."""
    return placed(old, new, edits)[0]


def placed(
    old: Sequence[bytes], new: Sequence[bytes], edits: Iterable[Edit]
) -> tuple[bytes, list[tuple[Edit, int]]]:
    """The new file with these edits taken back, and on which of its lines each of them begins now."""
    parts: list[bytes] = []
    places: list[tuple[Edit, int]] = []
    at = 0
    for edit in sorted(edits, key=_place):
        parts += new[at : edit.new_start]
        places.append((edit, len(parts)))
        parts += old[edit.old_start : edit.old_end]
        at = edit.new_end
    return b"".join([*parts, *new[at:]]), places


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """The edits of a hunk that touch each other as one."""
    out: list[Edit] = []
    for edit in sorted(edits, key=_place):
        last = out[-1] if out else None
        if (
            last
            and last.hunk == edit.hunk
            and (last.old_end, last.new_end) == (edit.old_start, edit.new_start)
        ):
            out[-1] = Edit(last.old_start, edit.old_end, last.new_start, edit.new_end, edit.hunk)
        else:
            out.append(edit)
    return out


def line_by_line(hunk: Edit, pairs: Iterable[tuple[int, int]]) -> list[Edit]:
    """Single lines of a hunk, as pairs of their places on both sides."""
    return [
        Edit(
            hunk.old_start + i,
            hunk.old_start + i + 1,
            hunk.new_start + j,
            hunk.new_start + j + 1,
            hunk.hunk,
        )
        for i, j in pairs
    ]


def _place(edit: Edit) -> tuple[int, int, int]:
    return edit.new_start, edit.old_start, edit.new_end
