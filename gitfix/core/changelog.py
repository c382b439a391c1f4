"""The entry of a hotfix in a changelog (keepachangelog.com), in the manner of the entries beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitfix.core.bump.lines import delimited, lines_of
from gitfix.core.value import dataclass

FIXED = "Fixed"
_FIXES = re.compile(r"(?i)^\W*(?:bug\s*)?fix(?:ed|es)?\b")
_VERSION = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)+[\w.+-]*)")
_UNRELEASED = re.compile(r"(?i)\bunreleased\b")
_BULLET = re.compile(r"^([ ]{0,3}[-*+])[ ]+\S")
_DATES = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "{0}-{1}-{2}"),
    (re.compile(r"\d{4}/\d{2}/\d{2}"), "{0}/{1}/{2}"),
    (re.compile(r"\d{2}\.\d{2}\.\d{4}"), "{2}.{1}.{0}"),
)
_RANGE = re.compile(r"([^\s/()]+)\.\.\.([^\s/()]+)")
_UNDERLINE = re.compile(r"([=\-~^*+#\"'])\1{2,}\s*$")
_PLAIN = re.compile(r"(?i)^(?:version |release |v)?\d+(?:\.\d+)+\b.*$")


@dataclass(frozen=True)
class Heading:
    """A heading: its lines (from 0, the last one not included), its level (1 is the highest), its text."""

    first: int
    last: int
    level: int
    text: str


@dataclass(frozen=True)
class Entry:
    """What is written: the version, the one that it follows, the day (ISO 8601), and what was fixed."""

    new: str
    old: str
    date: str
    what: str


@dataclass(frozen=True)
class Added:
    """Lines that an entry brings, and before which line of the file (from 0) each piece goes in."""

    pieces: tuple[tuple[int, str], ...]

    def into(self, text: str) -> str:
        """`text` with them."""
        lines = lines_of(text)
        for at, piece in sorted(self.pieces, reverse=True):
            if at >= len(lines) and lines and not lines[-1].endswith("\n"):
                lines[-1] += "\n"
            lines.insert(at, piece)
        return "".join(lines)

    def out_of(self, text: str) -> str | None:
        """`text` without them, as exactly as they were written; None where they are not all in it."""
        for _, piece in self.pieces:
            if piece not in text:
                return None
            text = text.replace(piece, "", 1)
        return text


def entry_in(
    text: str,
    headings: Sequence[Heading],
    links: Sequence[int],
    entry: Entry,
    *,
    markdown: bool = True,
) -> Added | None:
    """The entry of a hotfix, above that of the release that it follows; None where the file has one already.

    `links`: lines on which a Markdown link is defined (`[1.4.2]: https://…`).
    """
    if any(delimited(entry.new).search(one.text) for one in headings):
        return None
    lines = lines_of(text)
    model = _model(headings, entry)
    if model is None:
        level = 2 if any(one.level == 1 for one in headings) or not headings else 1
        title, at = f"{'#' * level} [{entry.new}] - {entry.date}\n", len(lines)
        if not markdown:
            title = f"{entry.new} ({entry.date})"
            title = f"{title}\n{'-' * len(title)}\n"
    else:
        level, at = model.level, model.first
        title = _title("".join(lines[model.first : model.last]), entry)
    block = [title, *_body(lines, headings, model, level, entry, markdown)]
    if at and lines[at - 1].strip():
        block.insert(0, "\n")
    if model is not None:
        block.append("\n")
    pieces = [(at, "".join(block))]
    for line in links:
        if lines[line].startswith("[") and delimited(entry.old).search(
            lines[line].partition("]")[0]
        ):
            pieces.append((line, _renumbered(lines[line], entry)))
            break
    end = "\r\n" if "\r\n" in text else "\n"
    return Added(tuple((at, re.sub(r"\r?\n", end, piece)) for at, piece in pieces))


def plain_headings(text: str) -> list[Heading]:
    """The headings of reStructuredText and plain text: lines that are underlined, and versions that begin a line."""
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    found: list[Heading] = []
    marks: list[str] = []
    for at, line in enumerate(lines):
        under = _UNDERLINE.fullmatch(lines[at + 1]) if at + 1 < len(lines) else None
        if under and line.strip() and not line[:1].isspace() and not _UNDERLINE.fullmatch(line):
            if under[1] not in marks:
                marks.append(under[1])
            found.append(Heading(at, at + 2, marks.index(under[1]) + 1, line))
        elif _PLAIN.match(line) and not (found and found[-1].last > at):
            found.append(Heading(at, at + 1, len(marks) + 1, line))
    return found


def _model(headings: Sequence[Heading], entry: Entry) -> Heading | None:
    """The heading that the new one goes above: that of the release before, else of the newest one that is named."""
    before = delimited(entry.old)
    for one in headings:
        if before.search(one.text):
            return one
    named = (one for one in headings if one.level < 4 and not _UNRELEASED.search(one.text))
    return next((one for one in named if _VERSION.search(one.text)), None)


def _title(raw: str, entry: Entry) -> str:
    """The heading beside it with another version and another day."""
    first, end, under = raw.partition("\n")
    title = _renumbered(first.rstrip("\r"), entry)
    for pattern, form in _DATES:
        if pattern.search(title):
            title = pattern.sub(form.format(*entry.date.split("-")), title)
            title = re.sub(r"\s*\[YANKED\]", "", title)
            break
    else:
        # A day in words is not one that can be written anew: the version stays, and what is before it.
        at = title.find(entry.new) + len(entry.new)
        while at < len(title) and title[at] in "])*`_":
            at += 1
        title = f"{title[:at]} - {entry.date}"
    if under:
        mark = under.strip()[:1] or "-"
        return f"{title}\n{mark * max(len(title), 3)}\n"
    return title + (end or "\n")


def _renumbered(line: str, entry: Entry) -> str:
    """`line` about the new version; a comparison of two releases becomes that of the next two."""
    old = entry.old
    if not delimited(old).search(line):
        found = _VERSION.search(line)
        old = found[1] if found else old
    numbers = delimited(old)

    def new(text: str) -> str:
        return numbers.sub(lambda found: found[1] + entry.new, text)

    done, last = "", 0
    for found in _RANGE.finditer(line):
        after = found[2]
        span = f"{after}...{new(after)}" if numbers.search(after) else found[0]
        done += new(line[last : found.start()]) + span
        last = found.end()
    return done + new(line[last:])


def _body(
    lines: list[str],
    headings: Sequence[Heading],
    model: Heading | None,
    level: int,
    entry: Entry,
    markdown: bool,
) -> list[str]:
    """The section and its one item, spaced and marked as the file does it."""
    below = [one for one in headings if one.level == level + 1]
    bullet = next((found[1] for found in map(_BULLET.match, lines) if found), "-")
    item = f"{bullet} {entry.what}\n"
    sections = bool(below) or (
        markdown and (model is None or not _has_items(lines, headings, model))
    )
    airy = model is None or _blank(lines, model.last)
    gap = ["\n"] if airy else []
    if not sections:
        return [*gap, item]
    like = next((one for one in below if _FIXES.match(one.text)), None) or next(iter(below), None)
    word = FIXED
    if like is None:
        head = [f"{'#' * (level + 1)} {FIXED}\n"]
    else:
        if _FIXES.match(like.text):
            word = like.text.strip()
        raw = "".join(lines[like.first : like.last])
        under = raw.partition("\n")[2].strip()
        head = [f"{word}\n{under[0] * len(word)}\n"] if under else [f"{'#' * like.level} {word}\n"]
        airy = _blank(lines, like.last)
    return [*gap, *head, *(["\n"] if airy else []), item]


def _has_items(lines: list[str], headings: Sequence[Heading], model: Heading) -> bool:
    """Whether the release before has items without a section above them."""
    following = next((one.first for one in headings if one.first >= model.last), len(lines))
    return any(_BULLET.match(line) for line in lines[model.last : following])


def _blank(lines: list[str], at: int) -> bool:
    return at >= len(lines) or not lines[at].strip()
