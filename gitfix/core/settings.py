"""The one frozen value that every operation is given besides its own keywords."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from gitfix.core.value import dataclass, field


class Progress(Protocol):
    """Told what is being done now, in one short line; `done` of `total` where there is a count."""

    def __call__(self, message: str, done: int = 0, total: int = 0) -> None: ...


def _silent(message: str, done: int = 0, total: int = 0) -> None:
    """Progress that nobody watches."""


def _unseen(text: str, role: str = "") -> None:
    """Output that nobody watches."""


class Show(Protocol):
    """Told what a program writes, as it comes, in whole lines or without a line end; `role`: how it is painted."""

    def __call__(self, text: str, role: str = "") -> None: ...


def _undrawn(view: object) -> bool:
    """A view that nobody watches: it is not drawn."""
    return False


def _nobody(question: str) -> bool:
    """The answer where there is nobody to ask."""
    return False


def _no_words(question: str) -> str:
    """What is said where there is nobody to ask."""
    return ""


@dataclass(frozen=True)
class Settings:
    """How this run was called: the common options, and how to report progress while it works."""

    repo: Path
    offline: bool = False
    dry_run: bool = False
    verbose: bool = False
    interactive: bool = False
    """A person is at the terminal: a question may be asked, a key may be touched."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Configuration keys set by this command's own options: the strongest layer."""
    progress: Progress = _silent
    show: Show = _unseen
    live: Callable[[object], bool] = _undrawn
    """Draws a view that changes (None: it is over); False where there is no terminal to draw it on."""
    confirm: Callable[[str], bool] = _nobody
    """Asks a yes-or-no question; only called when `interactive`."""
    ask: Callable[[str], str] = _no_words
    """Asks for a text, which may be empty; only called when `interactive`."""
    recorders: list[object] = field(default_factory=list)
    """Filled by the run: the workspaces that have recorded something, which is shared when the command has ended."""
