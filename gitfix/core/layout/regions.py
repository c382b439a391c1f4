"""Lines of noise: where they are, of which sort, and how many of them git shows as changed."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence

from gitfix.core.change import Hunk
from gitfix.core.layout.edits import Edit
from gitfix.core.text import decode
from gitfix.core.value import dataclass, replace


@dataclass(frozen=True)
class Region:
    """Lines of noise, and of which sort; `text` is what they are, `removed` and `added` how many count."""

    kind: str
    edit: Edit
    text: Hunk
    removed: int
    added: int


def region(kind: str, edit: Edit, old: Sequence[bytes], new: Sequence[bytes]) -> Region:
    """The region of an edit between the lines of two files: all its lines count."""
    gone = tuple(_text(line) for line in old[edit.old_start : edit.old_end])
    come = tuple(_text(line) for line in new[edit.new_start : edit.new_end])
    text = Hunk(edit.old_start + 1, edit.new_start + 1, gone, come)
    return Region(kind, edit, text, edit.removed, edit.added)


def as_drawn(
    found: Sequence[Region], pieces: Iterable[Edit], drawn: Sequence[Edit]
) -> list[Region]:
    """Noise that was found in `pieces` of other hunks, in terms of those that git has `drawn`; nothing where it counts
    as none.

    It counts as many lines as the change has more than what is left without it, and belongs to the hunk where
    it begins.
    """
    more = sum(one.removed for one in pieces) - sum(one.removed for one in drawn)
    removed = added = more
    old, new = [one.old_start for one in drawn], [one.new_start for one in drawn]
    regions = []
    for one in found:
        gone, come = min(removed, one.removed), min(added, one.added)
        removed, added = removed - gone, added - come
        before = min(bisect(old, one.edit.old_start), bisect(new, one.edit.new_start))
        edit = replace(one.edit, hunk=max(0, before - 1))
        regions.append(replace(one, edit=edit, removed=one.removed - gone, added=one.added - come))
    return regions if any(one.removed or one.added for one in regions) else []


def _text(line: bytes) -> str:
    return decode(line.removesuffix(b"\n"))
