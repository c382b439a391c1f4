"""The file that an unexpected error is written to, so that the terminal gets one line and a path."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gitfix.host import clock


def folder() -> Path:
    """Where logs go: `$XDG_STATE_HOME/gitfix`, else `~/.local/state/gitfix`."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "gitfix"


def write(text: str) -> Path:
    """Write `text` to a new log file, readable by its owner only; falls back to the temporary folder."""
    name = f"bug-{clock.iso(clock.now()).replace(':', '')}-{os.getpid()}.log"
    for place in (folder(), Path(tempfile.gettempdir())):
        try:
            place.mkdir(parents=True, exist_ok=True)
            path = place / name
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            return path
        except OSError:
            continue
    return Path(os.devnull)
