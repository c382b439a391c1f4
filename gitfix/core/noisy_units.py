"""Which units of a change are noise: layout, comments or the order of imports, as the check tells them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gitfix.core.units import FileUnits

if TYPE_CHECKING:
    from gitfix.core.layout.regions import Region


def noisy_units(file: FileUnits, regions: Sequence[Region]) -> Iterator[int]:
    """The numbers of the units of which every line, before and after, is in `regions`."""
    edits = [region.edit for region in regions]
    old = {line for edit in edits for line in range(edit.old_start, edit.old_end)}
    new = {line for edit in edits for line in range(edit.new_start, edit.new_end)}
    for unit in file.units:
        added = range(unit.line - 1, unit.line - 1 + unit.added)
        lines = unit.kind == "lines" and (unit.added or unit.deleted)
        if lines and old.issuperset(range(unit.start, unit.end)) and new.issuperset(added):
            yield unit.number
