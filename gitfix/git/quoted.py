"""Paths as git writes them where they hold quotes or control characters (git-config(1), `core.quotePath`)."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_LETTERS = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))


def unquoted(name: bytes) -> bytes:
    """The path itself; one without quotes around it is that already."""
    if not name.startswith(b'"'):
        return name

    def meant(match: re.Match[bytes]) -> bytes:
        found = match[1]
        return bytes([int(found, 8) if len(found) == 3 else _LETTERS.get(found[0], found[0])])

    return _ESCAPE.sub(meant, name[1:-1])
