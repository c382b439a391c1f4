"""Which lines of a change are imports that only stand elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from gitfix.core.layout.edits import Edit
from gitfix.core.layout.form import Statement


def atoms(statements: Iterable[Statement]) -> Counter[object]:
    """What they bring in, and how often."""
    return Counter(atom for one in statements for atom in one.atoms)


def lines_with(statements: Iterable[Statement]) -> set[int]:
    """The lines that they stand on."""
    return {line for one in statements for line in range(one.start, one.end)}


def runs(
    edit: Edit, before: Sequence[bytes], old: set[int], after: Sequence[bytes], new: set[int]
) -> list[Edit]:
    """The lines of an edit that belong to imports, or are blank: each run that goes, and each that comes."""
    found = []
    at = edit.new_start
    for start, end in _spans(range(edit.old_start, edit.old_end), before, old):
        found.append(Edit(start, end, at, at, edit.hunk))
    for start, end in _spans(range(edit.new_start, edit.new_end), after, new):
        found.append(Edit(edit.old_end, edit.old_end, start, end, edit.hunk))
    return found


def without(edit: Edit, taken: Iterable[Edit]) -> list[Edit]:
    """What is left of an edit beside the imports that were taken out of it: nothing, or all of it."""
    inside = [
        e
        for e in taken
        if edit.old_start <= e.old_start
        and e.old_end <= edit.old_end
        and edit.new_start <= e.new_start
        and e.new_end <= edit.new_end
    ]
    gone, come = sum(e.removed for e in inside), sum(e.added for e in inside)
    return [] if (gone, come) == (edit.removed, edit.added) else [edit]


def _spans(lines: range, text: Sequence[bytes], wanted: set[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for line in lines:
        if line in wanted or not text[line].strip():
            if spans and spans[-1][1] == line:
                spans[-1] = spans[-1][0], line + 1
            else:
                spans.append((line, line + 1))
    return spans
