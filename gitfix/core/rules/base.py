"""What a rule is: an id that never changes, its explanation, and a function from the measured
change to findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitfix.core.measure import Subject
from gitfix.core.text import encode, printable
from gitfix.core.value import dataclass

UNREAD = (
    "A change of more than 100 files whose number alone is an error that nobody waived is not read whole: the answer "
    "is no already, and a note says so. gitfix check --whole reads it all the same."
)
"""Of the rules that read files whole (core/check_values.py, MOST_WHOLE)."""
_SAFE = dict.fromkeys(map(ord, "_@%+=:,./-"))


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found, from `line` to `last` (0: one line); empty `todo` and `severity` stand for the
    rule's own.
    """

    message: str
    path: str = ""
    line: int = 0
    todo: str = ""
    severity: str = ""
    last: int = 0


@dataclass(frozen=True)
class Rule:
    """A rule of `gitfix check`. `severity` is the default; `todo` is what to do about a finding."""

    id: str
    severity: str
    summary: str
    explain: str
    todo: str
    find: Callable[[Subject], Iterator[Finding]]


def typed(name: str) -> str:
    """A name or path as a shell takes it, for a command in a hint."""
    if name.isascii() and name.translate(_SAFE).isalnum():
        return name
    if printable(name) != name:
        # What cannot be shown can be typed, byte by byte: bash, zsh and ksh read it so (POSIX 2024, 2.2.4).
        plain = "".join(chr(one) if _can_stand(one) else f"\\x{one:02x}" for one in encode(name))
        return f"$'{plain}'"
    from shlex import quote

    return quote(name)


def _can_stand(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b"'\\"
