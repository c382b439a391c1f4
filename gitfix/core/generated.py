"""Documents that gitfix and people write together: generated parts are refreshed in place.

A part begins and ends with a line of its own, `<!-- gitfix:begin NAME -->` and
`<!-- gitfix:end NAME -->`. Everything else belongs to people and is never changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gitfix.core.outcome import Refusal

_MARKER = re.compile(
    r"\ufeff?[ \t]*<!--[ \t]*gitfix:(begin|end)[ \t]+([A-Za-z0-9._-]+)[ \t]*-->[ \t]*\r?\n?"
)
_MARKER_LIKE = re.compile(r"<!--(?=\s*gitfix:)", re.IGNORECASE)


@dataclass(frozen=True)
class Segment:
    """A stretch of a document: a part when it has a `name`, else text of people, all in `body`.

    `begin` and `end` are the marker lines as they stand in the document, line ends included.
    """

    body: str
    name: str = ""
    begin: str = ""
    end: str = ""

    @property
    def text(self) -> str:
        """The segment as it stands in the document."""
        return self.begin + self.body + self.end


def marked(name: str, body: str) -> str:
    """`body` as the part `name`; marker-like text in it is made harmless."""
    body = neutralise(body).rstrip("\n")
    inner = f"{body}\n" if body else ""
    return f"<!-- gitfix:begin {name} -->\n{inner}<!-- gitfix:end {name} -->\n"


def neutralise(text: str) -> str:
    """`text` without anything that would be taken for a marker."""
    return _MARKER_LIKE.sub("<! --", text)


def parse(text: str, where: str = "the document") -> list[Segment]:
    """The segments of `text`, which joined give it back exactly.

    Refusal for a damaged document, naming the line: a part that never ends, ends without a
    beginning, lies inside another one or is there twice.
    """
    segments: list[Segment] = []
    names: set[str] = set()
    gathered: list[str] = []
    opened: tuple[str, str, int] | None = None
    for number, line in enumerate(_lines(text), 1):
        match = _MARKER.fullmatch(line)
        if match is None:
            gathered.append(line)
            continue
        kind, name = match[1], match[2]
        if kind == "begin":
            if opened:
                raise _damaged(where, number, f"part {name} begins inside of part {opened[0]}")
            if name in names:
                raise _damaged(where, number, f"part {name} is there a second time")
            names.add(name)
            if gathered:
                segments.append(Segment("".join(gathered)))
            opened, gathered = (name, line, number), []
            continue
        if opened is None or opened[0] != name:
            inside = f" inside of part {opened[0]}" if opened else " and never began"
            raise _damaged(where, number, f"part {name} ends{inside}")
        segments.append(Segment("".join(gathered), name, opened[1], line))
        opened, gathered = None, []
    if opened:
        raise _damaged(where, opened[2], f"part {opened[0]} begins and never ends")
    if gathered:
        segments.append(Segment("".join(gathered)))
    return segments


def part(text: str, name: str) -> str | None:
    """The body of part `name`, if it is there; Refusal for a damaged document."""
    return next((found.body for found in parse(text) if found.name == name), None)


def refresh(existing: str, fresh: str, where: str = "the document") -> str:
    """`existing` with its generated parts as they are in `fresh`.

    Parts that only `fresh` has are added where it has them, next to the neighbour that both have.
    Parts that only `existing` has, and all text outside of the markers, stay as they are, byte for
    byte. A second refresh changes nothing. Refusal, with nothing lost, when `existing` is damaged.
    """
    if not existing:
        return fresh
    newline = _newline(existing)
    new = {found.name: found for found in parse(fresh, "the template") if found.name}
    segments = [
        replace(old, body=_with_ends(new[old.name].body, newline)) if old.name in new else old
        for old in parse(existing, where)
    ]
    _add(segments, list(new.values()), newline)
    return "".join(segment.text for segment in segments)


def _add(segments: list[Segment], wanted: list[Segment], newline: str) -> None:
    """Put each of `wanted` that is missing before the next one there is, else behind the last.

    Before the next, not behind the previous: what a person wrote under a part belongs to that part.
    """
    for number, new in enumerate(wanted):
        if _index(segments, new.name) is not None:
            continue
        later = [_index(segments, other.name) for other in wanted[number + 1 :]]
        following = next((at for at in later if at is not None), None)
        if following is not None:
            segments[following:following] = [_own(new, newline), Segment(newline)]
            continue
        previous = _index(segments, wanted[number - 1].name) if number else None
        _insert(segments, len(segments) if previous is None else previous + 1, new, newline)


def _insert(segments: list[Segment], at: int, new: Segment, newline: str) -> None:
    """Put `new` at `at`, a blank line apart from what stands before it."""
    before = "".join(segment.text for segment in segments[:at])
    gap = newline if before.endswith("\n") else newline * 2
    segments[at:at] = [Segment(gap), _own(new, newline)]


def _own(part: Segment, newline: str) -> Segment:
    begin, body, end = (_with_ends(text, newline) for text in (part.begin, part.body, part.end))
    return Segment(body, part.name, begin, end if end.endswith("\n") else end + newline)


def _index(segments: list[Segment], name: str) -> int | None:
    return next((at for at, found in enumerate(segments) if found.name == name), None)


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one (splitlines knows nine other characters)."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _newline(text: str) -> str:
    """The line end of the first line: no refresh changes it, so every refresh finds the same."""
    head, found, _ = text.partition("\n")
    return "\r\n" if found and head.endswith("\r") else "\n"


def _with_ends(text: str, newline: str) -> str:
    plain = text.replace("\r\n", "\n")
    return plain if newline == "\n" else plain.replace("\n", newline)


def _damaged(where: str, line: int, what: str) -> Refusal:
    return Refusal(
        f"{where} cannot be refreshed: its markers are damaged",
        found=(f"line {line}: {what}",),
        hint="put its gitfix:begin and gitfix:end lines right, or delete the part with both lines",
    )
