"""What of a Python module can say what it offers: everything but the bodies of functions, comments and blank lines.

Two modules with one outline offer the same, so that neither has to be parsed; where the outlines differ, they are what
is parsed, which is a part of the module. Only for text that Python reads: of two modules of which one is none, nothing
is said anyway. The body of an asynchronous function stays, since a `yield` in it decides whether it is awaited.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence

_CODING = re.compile(rb"[^\n]*\n?[^\n]*coding[:=](?!\s*utf-?8\b)", re.IGNORECASE)
"""Encodings in which a byte of a character may look like a quote."""
_TEXT = re.compile(
    rb"""(\"\"\"|''')(?:[^\\]|\\.)*?\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""",
    re.DOTALL,
)
_NESTED = re.compile(rb"\b(?:[ft]r?|r[ft])[\"']", re.IGNORECASE)
"""Strings that may hold strings in the same quotes, from Python 3.12 on."""
_SPOKEN = (b"__all__", b"ClassVar", b"KW_ONLY")
"""Where one of these is, what a string says may count: a name in a list, an annotation in quotes."""
_BLANKS = b" \t"

State = tuple[bytes | None, bytes | None, int, bool, bool]
"""How the lines before have ended: the indentation of the `def` whose body this is, the same while nothing of the body
has been seen, open brackets, whether the statement goes on, and whether it is kept."""
_BEGIN: State = (None, None, 0, False, True)


def same_outline(old: bytes, new: bytes) -> bool:
    """Whether two modules surely offer the same, if Python reads both."""
    found = outlines(old, new)
    return found is not None and found[0] == found[1]


def outlines(old: bytes, new: bytes) -> tuple[list[bytes], list[bytes]] | None:
    """The lines of both that count, `pass` for each body; None where that cannot be said so simply."""
    if _odd(old) or _odd(new):
        return None
    spoken = any(word in old or word in new for word in _SPOKEN)
    short = _shortener() if spoken else _empty
    try:
        before, after = (_TEXT.sub(short, one).split(b"\n") for one in (old, new))
    except _Unclear:
        return None
    # What both begin with is gone through once, and what both end with only where it is reached in two ways.
    first = _common(before, after)
    head, state = _kept(before[:first], _BEGIN)
    last = min(len(before), len(after)) - first
    last = min(last, _common(reversed(before), reversed(after)))
    was, one = _kept(before[first : len(before) - last], state)
    now, other = _kept(after[first : len(after) - last], state)
    if one == other:
        if was == now:
            return head, head
        tail, _ = _kept(before[len(before) - last :], one)
        return head + was + tail, head + now + tail
    ends = [_kept(before[len(before) - last :], each)[0] for each in (one, other)]
    return head + was + ends[0], head + now + ends[1]


def _common(one: Iterable[bytes], other: Iterable[bytes]) -> int:
    """How many lines they begin with that are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _odd(source: bytes) -> bool:
    """Whether it has other line ends, an encoding of its own, or strings in strings."""
    if b"\r" in source or b"\f" in source or b"\0" in source or _CODING.match(source):
        return True
    return sys.version_info >= (3, 12) and _NESTED.search(source) is not None


class _Unclear(Exception):
    """A string that says something, on several lines or with open brackets."""


def _empty(found: re.Match[bytes]) -> bytes:
    """What stands for a string or a comment where no string counts."""
    return b"" if found[0].startswith(b"#") else b'""'


def _shortener() -> Callable[[re.Match[bytes]], bytes]:
    """The same where strings count: on one line, without open brackets, and another for each text."""
    texts: dict[bytes, int] = {}

    def short(found: re.Match[bytes]) -> bytes:
        text = found[0]
        if text.startswith(b"#"):
            return b""
        if b"\n" not in text and not _opened(text):
            return text
        if any(word in text for word in _SPOKEN[1:]):
            raise _Unclear
        return b'"# %d"' % texts.setdefault(text, len(texts))

    return short


def _opened(line: bytes) -> int:
    """How many brackets are open after it."""
    return len(line.translate(None, b")]}")) - len(line.translate(None, b"([{"))


def _kept(lines: Iterable[bytes], state: State) -> tuple[list[bytes], State]:
    body, owed, depth, goes_on, keeps = state
    kept: list[bytes] = []
    for line in lines:
        if not goes_on:
            bare = line.lstrip(_BLANKS)
            if not bare:
                continue
            indent = line[: len(line) - len(bare)]
            keeps = body is None or _columns(indent) <= _columns(body)
            if keeps:
                body = indent if bare.startswith(b"def") and bare[3:4] in b" \t(" else None
                owed = body
            elif owed is not None:
                kept.append(owed + b" pass")
                owed = None
        if keeps:
            kept.append(line.rstrip(_BLANKS))
        depth += _opened(line)
        goes_on = depth > 0 or line.endswith(b"\\")
    return kept, (body, owed, depth, goes_on, keeps)


def _columns(indent: bytes) -> int:
    return len(indent.expandtabs()) if b"\t" in indent else len(indent)


def joined(lines: Sequence[bytes]) -> bytes:
    """An outline as text that Python reads."""
    return b"\n".join([*lines, b""])
