"""Folders for a moment: in the clone's private one, so that what a killed gitfix left can be found and removed."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

FORGOTTEN = 3600.0
"""Seconds after which no git needs its folder any more: a killed gitfix has left it."""


@contextlib.contextmanager
def scratch(private: Path | None) -> Iterator[Path]:
    """A new, empty folder, which is gone afterwards; None: outside of any repository."""
    folder = _make(private / "scratch") if private else _elsewhere()
    try:
        yield folder
    finally:
        _remove(folder)


def _make(root: Path) -> Path:
    try:
        root.mkdir(parents=True, exist_ok=True)
        for left in root.iterdir():
            if time.time() - left.stat().st_mtime > FORGOTTEN:
                _remove(left)
        folder = root / os.urandom(8).hex()
        folder.mkdir(mode=0o700)
        return folder
    except OSError:
        # A clone that may only be read; or another gitfix has just removed what was found.
        return _elsewhere()


def _remove(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        # Loading this takes longer than the whole rest, and most of these folders are empty.
        import shutil

        shutil.rmtree(folder, ignore_errors=True)


def _elsewhere() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="gitfix-"))
