"""Where a line end or a blank means something: Go's semicolons, C's preprocessor, directives, `- -a` and `--a`."""

from __future__ import annotations

_ENDS = frozenset((b"++", b"--", b")", b"]", b"}"))
_WORDS = frozenset(
    b"case chan const default defer else for func go goto if import interface map package range select"
    b" struct switch type var".split()
)
_SIGNS = frozenset(
    b"++ -- /* // <- <! &^ && || == != <= << -> => += -= *= /= %= ^= &= |= :: := .. ?. ??".split()
)
_SIGN = b"+-*/%<>=!&|^:.?"


def one_sign(last: bytes, text: bytes) -> bool:
    """Whether two tokens side by side are one for a compiler, which takes the longest: `a--b`, `a/*b`.

    A grammar parts them again where that gives a program.
    """
    return not last.strip(_SIGN) and not text.strip(_SIGN) and last[-1:] + text[:1] in _SIGNS


def before(last: bytes, text: bytes, newline: bool, out: list[object]) -> None:
    """What Go puts between two tokens, or leaves out (the language's specification, "Semicolons")."""
    if text in (b")", b"}"):
        if out and out[-1] == b";":
            out.pop()
    elif newline:
        semicolon(last, out)


def semicolon(last: bytes, out: list[object]) -> None:
    """The semicolon that a line end after the token `last` is, if it is one."""
    end = last[-1:]
    word = end.isalnum() or end in (b"_", b'"', b"'", b"`") or end >= b"\x80"
    if last in _ENDS or (word and last not in _WORDS):
        out.append(b";")


def directive(source: bytes, start: int) -> bytes:
    """The preprocessor line that begins at `start`, with the lines that a backslash adds to it."""
    end = start
    while True:
        end = source.find(b"\n", end)
        end = len(source) if end < 0 else end
        line = source[start:end].rstrip(b"\r")
        if not line.endswith(b"\\") or end == len(source):
            return line.rstrip()
        end += 1


def at(source: bytes, start: int, end: int) -> tuple[bytes, bytes]:
    """The lines that hold `start:end`, and the line after them."""
    first = source.rfind(b"\n", 0, start) + 1
    last = source.find(b"\n", end)
    last = len(source) if last < 0 else last
    following = source.find(b"\n", last + 1)
    return source[first:last], source[last : len(source) if following < 0 else following]
