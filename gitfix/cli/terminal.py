"""What is known of the terminal, and a view at its end that is drawn over and over and taken away again."""

from __future__ import annotations

import os
from typing import TextIO

from gitfix.render.style import Style, colour_paint, plain_paint

NARROWEST = 40
"""Columns: on less than that nothing is readable, and the terminal breaks lines."""
_HOME, _REST, _LINE = "\033[H", "\033[J", "\033[K"
_WRAP_OFF, _WRAP_ON = "\033[?7l", "\033[?7h"


def style_of(stream: object, no_color: bool) -> Style:
    """How to write to `stream`: colours and symbols as it has them."""
    terminal = bool(getattr(stream, "isatty", lambda: False)())
    plain = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    try:
        "✓…—".encode(getattr(stream, "encoding", None) or "ascii")
        ascii_only = False
    except (UnicodeEncodeError, LookupError):
        ascii_only = True
    paint = colour_paint if terminal and not plain else plain_paint
    return Style(paint, ascii_only, width_of() if terminal else 80)


def width_of() -> int:
    """Columns of the terminal as it is now; 80 where there is none."""
    return max(_size()[0], NARROWEST)


def _size() -> tuple[int, int]:
    for number in (2, 1):
        try:
            columns, rows = os.get_terminal_size(number)
        except OSError:
            continue
        return columns, rows
    return 80, 24


class Screen:
    """A few lines that are drawn in place. Whatever was above them stays, as long as nobody changes the window."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = 0
        self._size = _size()

    def draw(self, lines: list[str]) -> None:
        """These lines instead of those of before; what does not fit is cut, and never broken."""
        size = _size()
        back = self._back(size)
        shown = lines[: max(size[1] - 1, 1)]
        text = "".join(f"{line}{_LINE}\n" for line in shown)
        self._stream.write(f"{back}{_WRAP_OFF}{text}{_WRAP_ON}{_REST}")
        self._stream.flush()
        self._drawn, self._size = len(shown), size

    def clear(self) -> None:
        """Nothing of it is left."""
        self._stream.write(f"{self._back(_size())}{_REST}")
        self._stream.flush()
        self._drawn = 0

    def _back(self, size: tuple[int, int]) -> str:
        if not self._drawn:
            return ""
        # A window that was changed has broken or joined lines: nobody knows how far up the first one is.
        return f"{_HOME}{_REST}" if size != self._size else f"\033[{self._drawn}A\r"
