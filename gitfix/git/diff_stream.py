"""What `git diff-tree -z --raw -p` writes, read while it writes: the records first, then file after file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitfix.core.text import decode
from gitfix.git.diff_parse import FILE, Row, rows_of

_BEGIN = FILE.encode()
_NEXT = b"\n" + _BEGIN
_END = b"\0\0"


class Pieces:
    """The output in its two parts. `rows` is there at once; `sections` waits for git."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        data = b""
        at = -1
        for chunk in chunks:
            seen = max(len(data) - 1, 0)
            data += chunk
            at = data.find(_END, seen)
            if at >= 0:
                break
        raw, self._left = (data[:at], data[at + len(_END) :]) if at >= 0 else (data, b"")
        self.rows: list[Row] = rows_of(decode(raw))

    def meanwhile(self, call: Callable[[], None]) -> None:
        """Call this whenever git has written something."""

        def chunks(before: Iterator[bytes]) -> Iterator[bytes]:
            for chunk in before:
                call()
                yield chunk

        self._chunks = chunks(self._chunks)

    def sections(self) -> Iterator[str]:
        """The patch of one file after the other: only its headers begin a line with `diff --git `."""
        # Content has a mark before it, and a line end in a path is quoted. A carriage return or form feed is content.
        # A piece is decoded when it ends with a line: line ends are never inside of a character.
        parts = [self._left]
        found = bool(self._left)
        first = True
        for chunk in self._chunks:
            # The end of the piece before may hold the beginning of a header.
            edge = parts[-1][-len(_NEXT) :] + chunk if parts else chunk
            parts.append(chunk)
            found = True
            if _NEXT not in edge:
                continue
            data = b"".join(parts)
            at = data.rfind(_NEXT)
            text = decode(data[len(_BEGIN) if first else 0 : at])
            yield from text.split("\n" + FILE)
            first = False
            parts = [data[at + len(_NEXT) :]]
        if found:
            data = b"".join(parts)
            yield from decode(data.removeprefix(_BEGIN) if first else data).split("\n" + FILE)
