"""Hunks as the check sees them: drawn by git, without context, in the way that gitfix asks for."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from gitfix.core.change import Hunk
from gitfix.core.text import decode

_HUNK = re.compile(rb"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
_DIFF = ("git", "diff", "--no-index", "-U0", "--diff-algorithm=myers", "--no-color", "--text")


def hunks_between(old: bytes, new: bytes) -> list[Hunk]:
    """The difference of two texts."""
    with tempfile.TemporaryDirectory() as name:
        sides = [Path(name, side) for side in ("old", "new")]
        for side, text in zip(sides, (old, new), strict=True):
            side.write_bytes(text)
        words = [*_DIFF, "--no-ext-diff", *map(str, sides)]
        lines = subprocess.run(words, capture_output=True, check=False).stdout.split(b"\n")
    found = []
    for number, line in enumerate(lines):
        if match := _HUNK.match(line):
            removed, added = [], []
            for one in lines[number + 1 :]:
                if one[:1] not in (b"-", b"+", b"\\"):
                    break
                if one[:1] != b"\\":
                    (removed if one[:1] == b"-" else added).append(decode(one[1:]))
            found.append(Hunk(int(match[1]), int(match[2]), tuple(removed), tuple(added)))
    return found
