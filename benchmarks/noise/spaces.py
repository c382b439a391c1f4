"""White space put in where it means nothing: what has to be recognised as noise, nearly all of it."""

from __future__ import annotations

import io
import random
import re
import tokenize
from itertools import pairwise

from benchmarks.noise.judge import leaves
from gitfix.services import grammars

_WHOLE = re.compile("string|template|regex|char|jsx|comment|preproc|literal")
"""Nodes in which white space is text, or stands before what may be read as a directive."""
SHARE, MOST = 40, 30
"""One place of so many is changed, and no more than that in one file."""

Place = tuple[int, bytes]
"""Where, and what is put in there."""


def spaced(
    name: str, text: bytes, dice: random.Random, share: int = SHARE, most: int = MOST
) -> bytes:
    """More blanks between words and at the ends of lines, lines further in, and blank lines."""
    places = _python(text) if name == "python" else _other(name, text)
    parts, last = [], 0
    count = min(len(places), most, 1 + len(places) // share)
    for at, what in sorted(dice.sample(places, count)):
        parts += [text[last:at], what]
        last = at
    return b"".join([*parts, text[last:]])


def _python(text: bytes) -> list[Place]:
    starts = [0]
    for line in text.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    lines = text.decode("utf-8").split("\n")

    def byte(place: tuple[int, int]) -> int:
        return starts[place[0] - 1] + len(lines[place[0] - 1][: place[1]].encode())

    places: list[Place] = []
    tokens = list(tokenize.generate_tokens(io.StringIO(text.decode("utf-8")).readline))
    depth = 0
    for one, other in pairwise(tokens):
        if one.type == tokenize.OP:
            depth += (one.string in "([{") - (one.string in ")]}")
        if tokenize.COMMENT in (one.type, other.type):
            continue
        if one.type == tokenize.NEWLINE:
            places += [(byte(one.start), b"  "), (byte(one.start), b"\n\n")]
        elif one.end == other.start or one.end[0] != other.start[0]:
            # Between brackets only: elsewhere it is a block.
            if depth and one.type == tokenize.NL and other.type != tokenize.NL:
                places.append((starts[other.start[0] - 1], b"  "))
        elif one.type not in (tokenize.INDENT, tokenize.DEDENT):
            places.append((byte(one.end), b" "))
    return [place for place in places if b"\\" not in text[place[0] : place[0] + 3]]


def _other(name: str, text: bytes) -> list[Place]:
    nodes = grammars.nodes(name, text) or []
    apart = sorted((start, end) for _, kind, start, end in nodes if _WHOLE.search(kind))
    places: list[Place] = []
    for (_, _, _, end), (_, _, start, _) in pairwise(leaves(name, text) or []):
        between = text[end:start]
        if not between or between.strip() or _inside(apart, end, start):
            continue
        head = text[text.rfind(b"\n", 0, end) + 1 : end].lstrip()
        rest = text[start : text.find(b"\n", start) + 1 or len(text)]
        # A preprocessor line counts as it stands, and so does one that goes on.
        if head.startswith(b"#") or rest.lstrip().startswith(b"#") or b"\\\n" in head + rest:
            continue
        if b"\n" not in between:
            places.append((end, b" "))
        else:
            at = text.find(b"\n", end)
            places += [(end, b"  "), (at + 1, b"\n"), (text.rfind(b"\n", end, start) + 1, b"  ")]
    return places


def _inside(apart: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(one <= start <= other or one <= end < other for one, other in apart)
