"""A program's output as it comes, made fit to be shown and kept: whole lines, no secrets, no terminal sequences."""

from __future__ import annotations

import re

from gitfix.core.redact import HIDDEN
from gitfix.core.secrets import hide, opens_key
from gitfix.core.text import decode, encode

LONGEST = 1 << 16
"""Bytes of a line that are waited for; a longer one is looked at in pieces."""
_OVERLAP = 4096
"""Bytes of such a line that wait for the next piece, so that no secret is cut in two unseen."""
_ESCAPES = rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|\Z)|[ -/]*[0-~])"
"""ECMA-48: control sequences (colours, movements) and strings (titles, links)."""
_KEY_END = r"(?s)\A.*?-----END [A-Z ]*PRIVATE KEY-----"


class PlainOutput:
    """Takes a program's bytes piece by piece and gives them back masked, no later than their line ends."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets
        self._hold = max([_OVERLAP, *(2 * len(encode(value)) for value in secrets)])
        self._left = b""
        self._in_key = False

    def feed(self, data: bytes) -> bytes:
        """What can be shown now."""
        self._left += data
        end = max(self._left.rfind(b"\n"), self._left.rfind(b"\r")) + 1
        if end <= 0 and len(self._left) > LONGEST + self._hold:
            end = self._cut(len(self._left) - self._hold)
        if end <= 0:
            return b""
        ready, self._left = self._left[:end], self._left[end:]
        return self._masked(ready)

    def end(self) -> bytes:
        """The rest: a last line without its end."""
        ready, self._left = self._left, b""
        return self._masked(ready)

    def _cut(self, at: int) -> int:
        """A place near `at` that is inside no known secret and, where there is one, at a space."""
        for value in self._secrets:
            data = encode(value)
            found = self._left.find(data, max(at - len(data) + 1, 0), at + len(data) - 1)
            if 0 <= found < at:
                at = found
        space = self._left.rfind(b" ", max(at - _OVERLAP, 0), at)
        return space + 1 if space >= 0 else at

    def _masked(self, data: bytes) -> bytes:
        text = decode(strip_escapes(data))
        before = ""
        if self._in_key:
            ended = re.match(_KEY_END, text)
            if ended is None:
                return b""
            before, text = HIDDEN, text[ended.end() :]
        self._in_key = opens_key(text)
        return encode(before + hide(text, self._secrets))


def strip_escapes(data: bytes) -> bytes:
    """`data` without terminal sequences; other control bytes stay."""
    return re.sub(_ESCAPES, b"", data) if b"\x1b" in data else data
