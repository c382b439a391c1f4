"""A bar on stderr for long work. rich costs 50 ms, which long work can afford and a quick command cannot."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class Bar:
    """How much of the work is done, and what is done now."""

    def __init__(self, width: int, total: int) -> None:
        console = Console(stderr=True, width=width)
        text = TextColumn("{task.description}", markup=False)
        columns = (text, BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._progress.start()
        self._task = self._progress.add_task("", total=total)

    def to(self, text: str, done: int, total: int) -> None:
        """`done` of `total`, and `text` beside it."""
        self._progress.update(self._task, description=text, completed=done, total=total)

    def stop(self) -> None:
        """Take it away."""
        self._progress.stop()
