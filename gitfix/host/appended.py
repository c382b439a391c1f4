"""A file that grows line by line and survives a kill: what was appended is on disk before anything else happens."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LARGEST = 64 << 20
"""Bytes of such a file that are read."""


def append(path: Path, row: Mapping[str, Any]) -> None:
    """Add `row` as one line of JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if file.tell():
            # What a kill cut short stays a line of its own, and is left out when it is read.
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(json.dumps(row, allow_nan=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def rows(path: Path) -> list[dict[str, Any]]:
    """All whole lines; a last one that was cut short is left out. Nothing where there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST)
    except FileNotFoundError:
        return []
    found = []
    for line in data.split(b"\n")[:-1]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            found.append(row)
    return found
