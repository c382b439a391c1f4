"""Text that may hold anything: bytes from git to `str` and back, and what may reach a terminal."""

from __future__ import annotations

from collections.abc import Sequence

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")

_HIDDEN: dict[int, str] = {}
"""What stands for each character that steers a terminal; made when the first one is met."""


def decode(data: bytes) -> str:
    """Bytes of git as text; bytes that are not UTF-8 survive as surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """The exact bytes that `decode` was given."""
    return text.encode("utf-8", "surrogateescape")


def _visible(code: int) -> str:
    char = chr(code)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or 0x7F <= code < 0xA0:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if char in _BIDI or 0xD800 <= code <= 0xDFFF else char


def printable(text: str) -> str:
    """`text` without anything that could steer a terminal: control, direction and non-UTF-8 bytes escaped."""
    if text.isascii() and text.isprintable():
        return text
    if not _HIDDEN:
        codes = (range(0x20), range(0x7F, 0xA0), range(0xD800, 0xE000), map(ord, _BIDI))
        _HIDDEN.update({code: _visible(code) for part in codes for code in part})
    return text.translate(_HIDDEN)


def brief(text: str, width: int) -> str:
    """`text` as it may be printed, cut to `width` characters; what is cut off is not looked at, however much it is."""
    return shorten(printable(text[: width + 1]), width)


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 file`, `3 files`; `many` for irregular plurals."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def listing(names: Sequence[str]) -> str:
    """`main`, `main and dev`, `main, dev and 1.4`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def shorten(text: str, width: int) -> str:
    """`text` cut to `width` characters, with an ellipsis where something was cut."""
    return text if len(text) <= width else text[: max(width - 1, 1)] + "…"


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """`text` in lines of at most `width` characters, all but the first after `indent`.

    A command at its end (after a colon) is never broken: it gets a line of its own where it does not fit.
    """
    if len(text) <= width:
        return [text]
    from textwrap import wrap

    said, colon, command = text.rpartition(": ")
    if not colon or not command.startswith(("git ", "gitfix ")):
        said, colon, command = text, "", ""
    lines = wrap(
        said + colon.rstrip(),
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if not command:
        return lines
    if len(lines[-1]) + 1 + len(command) <= width:
        return [*lines[:-1], f"{lines[-1]} {command}"]
    return [*lines, indent + command]


def ways(hint: str) -> list[str]:
    """The ways out that a hint names, which stand four spaces apart; aligned columns stay as they are."""
    import re

    return re.split(r"(?<! ) {4}(?! )", hint)
