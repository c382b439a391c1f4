"""Documents that gitfix and people write together: generated parts are refreshed in place.

A part begins and ends with a line of its own, `<!-- gitfix:begin NAME -->` and
`<!-- gitfix:end NAME -->`. Everything else belongs to people and is never changed.
"""

from __future__ import annotations

import re

from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass, replace

_MARKER = re.compile(
    r"\ufeff?[ \t]*<!--[ \t]*gitfix:(begin|end)[ \t]+([A-Za-z0-9._-]+)[ \t]*-->[ \t]*\r?\n?"
)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}(?:[ \t\r\n]|$)")
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
    for number, line in enumerate(lines_of(text), 1):
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

    Parts that only `fresh` has are added where it has them, as sections next to their neighbours.
    Parts that only `existing` has, and all text outside of the markers, stay as they are, byte for
    byte. A second refresh changes nothing. Refusal, with nothing lost, when `existing` is damaged.
    """
    if not existing:
        return fresh
    newline = newline_of(existing)
    new = {found.name: found for found in parse(fresh, "the template") if found.name}
    segments = [
        replace(old, body=_with_ends(new[old.name].body, newline)) if old.name in new else old
        for old in parse(existing, where)
    ]
    _add(segments, list(new.values()), newline)
    return "".join(segment.text for segment in segments)


def _add(segments: list[Segment], wanted: list[Segment], newline: str) -> None:
    """Put each of `wanted` that is missing behind the one before it, else before the next there is.

    What a person wrote under a part belongs to that part: the new one goes before the next heading.
    """
    for number, new in enumerate(wanted):
        if _index(segments, new.name) is not None:
            continue
        own = _own(new, newline)
        previous = _index(segments, wanted[number - 1].name) if number else None
        if previous is None:
            later = [_index(segments, other.name) for other in wanted[number + 1 :]]
            following = next((at for at in later if at is not None), len(segments))
            _insert(segments, following, own, newline)
            continue
        at = previous + 1
        if at < len(segments) and not segments[at].name:
            text = segments.pop(at).body
            split = _heading(text)
            segments[at:at] = [Segment(piece) for piece in (text[:split], text[split:]) if piece]
            at += 1 if split else 0
        _insert(segments, at, own, newline)


def _insert(segments: list[Segment], at: int, own: Segment, newline: str) -> None:
    """Put `own` at `at`, a blank line apart from what stands around it."""
    before = "".join(segment.text for segment in segments[:at])
    gap = "" if not before or before.endswith(("\n\n", "\n\r\n")) else newline
    if before and not before.endswith("\n"):
        gap = newline * 2
    after = Segment(newline) if at < len(segments) and segments[at].text.strip("\r\n") else None
    segments[at:at] = [one for one in (Segment(gap), own, after) if one and one.text]


def _heading(text: str) -> int:
    """Where the first heading of `text` begins (not one inside a fence); else its end."""
    position, fence = 0, ""
    for line in lines_of(text):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
        elif not fence and _HEADING.match(line):
            return position
        position += len(line)
    return position


def _own(part: Segment, newline: str) -> Segment:
    begin, body, end = (_with_ends(text, newline) for text in (part.begin, part.body, part.end))
    return Segment(body, part.name, begin, end if end.endswith("\n") else end + newline)


def _index(segments: list[Segment], name: str) -> int | None:
    return next((at for at, found in enumerate(segments) if found.name == name), None)


def lines_of(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one (splitlines knows nine other characters)."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def newline_of(text: str) -> str:
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
