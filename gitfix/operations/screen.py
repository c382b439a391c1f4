"""Shows what a program of the project writes, as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


class Screen:
    """Shows a program's output, and ends its last line."""

    def __init__(self, work: Workspace) -> None:
        self._show = work.settings.show
        self._open = False

    def write(self, data: bytes) -> None:
        """Some more of it."""
        text = decode(data)
        self._show(text)
        self._open = bool(text) and not text.endswith(("\n", "\r"))

    def end(self) -> None:
        """Nothing more comes."""
        if self._open:
            self._show("\n")
            self._open = False
