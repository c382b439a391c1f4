"""The edits of a prepared release in a change: told apart line by line, so that nothing else passes with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from gitfix.core.change import FileChange, Hunk
from gitfix.core.value import replace

Edits = Set[tuple[str, str]]
"""Lines before and after."""
SUBJECT = "Prepare "
"""How the subject of the commit begins; the version follows."""


def edits_of(change: FileChange) -> set[tuple[str, str]]:
    """The lines of a change that replaces line by line."""
    return {
        pair
        for hunk in change.hunks
        if len(hunk.removed) == len(hunk.added)
        for pair in zip(hunk.removed, hunk.added, strict=True)
    }


def chained(edits: Mapping[str, list[Edits]]) -> dict[str, set[tuple[str, str]]]:
    """The edits of each path by several preparations after one another, from the first version to the last one."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path, steps in edits.items():
        known: set[tuple[str, str]] = set()
        for step in steps:
            known |= {(old, new) for old, middle in known for one, new in step if one == middle}
            known |= set(step)
        found[path] = known
    return found


def without(change: FileChange, edits: Edits) -> FileChange:
    """`change` less those lines: the same object where none of them is in it, without hunks where nothing else is."""
    if change.status != "M" or change.binary or change.old_mode != change.new_mode:
        return change
    hunks = tuple(part for hunk in change.hunks for part in _parts(hunk, edits))
    return change if hunks == change.hunks else replace(change, hunks=hunks)


def _parts(hunk: Hunk, edits: Edits) -> Iterator[Hunk]:
    """What is left of a hunk, before, between and after the lines that go."""
    removed, added = hunk.removed, hunk.added
    old, new = hunk.old_start, hunk.new_start
    at = 0
    while at < len(removed):
        there = next((n for n, line in enumerate(added) if (removed[at], line) in edits), None)
        if there is None:
            at += 1
            continue
        if at or there:
            yield Hunk(old, new, removed[:at], added[:there])
        old, new = old + at + 1, new + there + 1
        removed, added, at = removed[at + 1 :], added[there + 1 :], 0
    if removed or added:
        yield Hunk(old, new, removed, added)
