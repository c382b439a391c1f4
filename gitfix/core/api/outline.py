"""What of a Python module can say what it offers: everything but the bodies of functions, comments and blank lines.

Two modules with one outline offer the same, so that neither has to be parsed, which takes three times as long. Only
for text that Python reads: of two modules of which one is none, nothing is said anyway. The body of an asynchronous
function stays, since a `yield` in it decides whether it is awaited.
"""

from __future__ import annotations

import re
import sys

_ODD = re.compile(rb"[\r\f\0]|^[^\n]*\n?[^\n]*coding[:=](?!\s*utf-?8\b)", re.IGNORECASE)
"""Other line ends, and encodings in which a byte of a character may look like a quote."""
_TEXT = re.compile(
    rb"""(\"\"\"|''')(?:[^\\]|\\.)*?\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*""",
    re.DOTALL,
)
_NESTED = re.compile(rb"\b(?:[ft]r?|r[ft])[\"']", re.IGNORECASE)
"""Strings that may hold strings in the same quotes, from Python 3.12 on."""
_BRACKET = re.compile(rb"[()\[\]{}]")
_DEF = re.compile(rb"\s*def\b")


def same_outline(old: bytes, new: bytes) -> bool:
    """Whether two modules surely offer the same, if Python reads both."""
    before = _outline(old)
    return before is not None and before == _outline(new)


def _outline(source: bytes) -> list[bytes] | None:
    """The lines that count, and the strings in them at their end; None where that cannot be said so simply."""
    if _ODD.search(source) or (sys.version_info >= (3, 12) and _NESTED.search(source)):
        return None
    texts: list[bytes] = []

    def short(found: re.Match[bytes]) -> bytes:
        text = found[0]
        if text.startswith(b"#"):
            return b""
        texts.append(text)
        return b'"%d"' % (len(texts) - 1)

    kept: list[bytes] = []
    body = -1  # columns of the `def` whose body this is
    depth, goes_on, keeps = 0, False, True
    for line in _TEXT.sub(short, source).split(b"\n"):
        bare = line.strip()
        if not bare and not goes_on:
            continue
        if not goes_on:
            columns = len(line.expandtabs()) - len(line.expandtabs().lstrip())
            keeps = body < 0 or columns <= body
            if keeps:
                body = columns if _DEF.match(line) else -1
        if keeps:
            kept.append(line.rstrip())
        for bracket in _BRACKET.findall(line):
            depth += 1 if bracket in b"([{" else -1
        goes_on = depth > 0 or line.endswith(b"\\")
    return [_WORDS.sub(lambda found: texts[int(found[1])], line) for line in kept]


_WORDS = re.compile(rb'"(\d+)"')
