"""Time and chance: the two things that a test has to be able to fix (GITFIX_CLOCK, GITFIX_NONCE)."""

from __future__ import annotations

import os
import time

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Lower case without the letters and digits that are mistaken for another."""


def now() -> int:
    """Seconds since 1970, UTC."""
    fixed = os.environ.get("GITFIX_CLOCK")
    return int(fixed) if fixed else int(time.time())


def took(milliseconds: int) -> int:
    """A measured time, as it is recorded; 0 where a test holds the clock."""
    return 0 if os.environ.get("GITFIX_CLOCK") else milliseconds


def iso(seconds: int) -> str:
    """`2026-11-23T20:04:58Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def date(seconds: int) -> str:
    """`2026-11-23`, UTC."""
    return iso(seconds)[:10]


def nonce(length: int) -> str:
    """Random lower-case characters, easy to read out on a call."""
    fixed = os.environ.get("GITFIX_NONCE")
    if fixed:
        return (fixed * length)[:length]
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in os.urandom(length))
