"""A person's own editor, on a file: opened only when somebody asked for it."""

from __future__ import annotations

import subprocess
from pathlib import Path


def edit(path: Path, editor: str) -> int:
    """Open `path` in `editor` (a command, run as git runs it) and wait; its exit code."""
    # git's own way: the command is the person's, the path is an argument and never part of it.
    argv = ["sh", "-c", f'{editor} "$@"', editor, str(path)]
    return subprocess.run(argv, check=False).returncode
