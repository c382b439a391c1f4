"""What the tree of a file comes to, part by part, and on which lines each part stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, SupportsIndex


class Walk(Protocol):
    """A walk over a file. `at`: how far it is."""

    source: bytes
    at: int


class Parts(list[object]):
    """What a tree comes to, and how far the walk was when each part was added."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self._walk = walk
        self._places: list[int] = []

    def append(self, part: object) -> None:
        super().append(part)
        self._places.append(self._walk.at)

    def pop(self, index: SupportsIndex = -1) -> object:
        self._places.pop(index)
        return super().pop(index)

    def lines(self) -> list[tuple[int, int]]:
        """The first and the last line of each part, from 0."""
        source = self._walk.source
        found: list[tuple[int, int]] = []
        line = at = 0
        for place, part in zip(self._places, self, strict=True):
            line += source.count(b"\n", at, place) - source.count(b"\n", place, at)
            at = place
            text = part[-1] if isinstance(part, tuple) else part
            more = text.rstrip().count(b"\n") if isinstance(text, bytes) else 0
            found.append((line, line + more))
        return found


def rows_of(source: bytes, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first and the last line of each span of bytes, from 0; the spans are in order."""
    found: list[tuple[int, int]] = []
    line = at = 0
    for start, end in spans:
        line += source.count(b"\n", at, start)
        at = start
        found.append((line, line + source.count(b"\n", start, end)))
    return found
