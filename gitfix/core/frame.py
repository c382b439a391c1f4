"""What people wrote around questions and generated parts, as a text that can be merged: one line for each of those."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from gitfix.core.answers import answers
from gitfix.core.generated import newline_of, parse


def sign_for(*documents: str) -> str:
    """What lines of a frame begin and end with: a control character that no document holds so often in a row."""
    sign = "\x02"
    while any(sign in one for one in documents):
        sign += "\x02"
    return sign


def frame(document: str, sign: str) -> tuple[str, dict[str, str]]:
    """`document` with a line for each generated part and each answer; and what these stand for.

    Refusal where its markers are damaged.
    """
    newline = newline_of(document)
    given = answers(document)
    count: Counter[str] = Counter()
    made: list[str] = []
    held: dict[str, str] = {}
    position = 0
    for segment in parse(document):
        end = position + len(segment.text)
        if segment.name:
            held[name := f"{sign}part {segment.name}{sign}\n"] = segment.text
            made.append(name)
            position = end
            continue
        for one in given:
            if position <= one.begin and one.end <= end:
                count[one.key] += 1
                name = f"{sign}answer {one.key} {count[one.key]}{sign}\n"
                # An answer of nothing has no line of its own.
                rest = newline if document.startswith(newline, one.end) else ""
                held[name] = document[one.begin : one.end] + rest
                made += [document[position : one.begin], name]
                position = one.end + len(rest)
        made.append(document[position:end])
        position = end
    return "".join(made), held


def unframe(framed: str, sign: str, *held: Mapping[str, str]) -> str:
    """The document again; what a line stands for is taken from the first of `held` that knows it, once."""
    used: set[str] = set()

    def text(match: re.Match[str]) -> str:
        name = match[0]
        if name in used:
            return ""
        used.add(name)
        return next((one[name] for one in held if name in one), "")

    return re.sub(rf"{sign}[^{sign}\n]*{sign}\n", text, framed)
