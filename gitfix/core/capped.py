"""Keeps the head and the tail of a long text, and knows how much of the middle is gone."""

from __future__ import annotations

from collections import deque

DEFAULT = 1 << 20
"""Bytes that are kept of a program's output."""


class Capped:
    """Bytes as they come, at most about `limit` of them: the first half of it, and the last."""

    def __init__(self, limit: int = DEFAULT) -> None:
        self._room = max(limit // 2, 1)
        self._first = bytearray()
        self._last: deque[bytes] = deque()
        self._kept = 0
        self.total = 0
        """Bytes that were added."""

    def add(self, data: bytes) -> bytes:
        """Take more bytes; returns those of them that belong to the head."""
        self.total += len(data)
        mine = data[: max(self._room - len(self._first), 0)]
        self._first += mine
        rest = data[len(mine) :]
        if rest:
            self._last.append(rest)
            self._kept += len(rest)
            while self._kept - len(self._last[0]) >= self._room:
                self._kept -= len(self._last.popleft())
        return mine

    @property
    def head(self) -> bytes:
        """The first bytes."""
        return bytes(self._first)

    @property
    def tail(self) -> bytes:
        """The last bytes, as far as the head does not hold them."""
        return b"".join(self._last)[-self._room :]

    @property
    def missing(self) -> int:
        """Bytes between head and tail that were not kept."""
        return self.total - len(self._first) - len(self.tail)
