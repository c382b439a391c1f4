"""Tells lines that only change white space from lines that change something, by their looks.

This is what is left where no tree says more (core/layout): other languages, files that do not parse, large changes.
When in doubt a line is a change. Noise is, in the languages of `patterns.FORMATTED`: white
space at a line's end (not after a backslash, which it would break), blank lines where nothing
else in the hunk changes, and runs of spaces or tabs inside a line, outside of quotes, that
become longer or shorter. Indentation never is: in Python a dedent moves a line out of its
block. In every other file (prose, YAML, Makefiles, data) only the line ending is. Text inside a
string of several lines looks like code here; such noise is still reported, only not counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core import patterns
from gitfix.core.change import FileChange, Hunk
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.layout.edits import Edit
    from gitfix.core.layout.search import Region

_ENDS = " \t\r"
_LIMIT = 5000
_PIECE = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|([ \t]+)|([^ \t"'`]+)|(["'`])"""
)
_SLASH = re.compile(r"(?<![/*])/(?![/*])")


WHITESPACE, FORMAT, COMMENT, IMPORTS = "whitespace", "format", "comment", "imports"


@dataclass(frozen=True)
class Part:
    """The noise of one sort in a file: how many lines of both sides, and from where to where in the new file."""

    kind: str
    lines: int
    first: int
    last: int
    line_ends: bool = False


@dataclass(frozen=True)
class Noise:
    """The noise of a hunk or a file: how many lines of each side, where it begins in the new file,
    its sort, and what it is made of where a tree has said so.
    """

    removed: int = 0
    added: int = 0
    line: int = 0
    line_ends: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def lines(self) -> int:
        """Lines of both sides."""
        return self.removed + self.added


NO_NOISE = Noise()


def is_formatted(path: str) -> bool:
    """Whether white space rarely means anything in this file, by its ending."""
    name = path.rsplit("/", 1)[-1]
    return "." in name and name.rsplit(".", 1)[1].lower() in patterns.FORMATTED


def file_noise(change: FileChange) -> Noise:
    """The noise in one file; none in files that are new, deleted, links, submodules or binary."""
    if change.binary or not (_regular(change.old_mode) and _regular(change.new_mode)):
        return NO_NOISE
    formatted = is_formatted(change.path)
    found = [n for n in [hunk_noise(h, formatted) for h in change.hunks] if n.lines]
    if not found:
        return NO_NOISE
    return Noise(
        removed=sum(n.removed for n in found),
        added=sum(n.added for n in found),
        line=found[0].line,
        line_ends=all(n.line_ends for n in found),
    )


def tree_noise(change: FileChange, regions: Sequence[Region]) -> Noise:
    """The noise in one file as its trees say it. What the looks of the lines say as well is white space."""
    parts: dict[str, Part] = {}
    removed = added = 0
    for region in regions:
        edit = region.edit
        removed, added = removed + edit.removed, added + edit.added
        kind, ends = region.kind, False
        if kind == FORMAT:
            looks = hunk_noise(_piece(change, edit), is_formatted(change.path))
            if looks.lines == edit.removed + edit.added:
                kind, ends = WHITESPACE, looks.line_ends
        first, last = edit.new_start + 1, max(edit.new_end, edit.new_start + 1)
        known = parts.get(kind)
        lines = edit.removed + edit.added
        parts[kind] = (
            Part(
                kind,
                known.lines + lines,
                min(known.first, first),
                max(known.last, last),
                known.line_ends and ends,
            )
            if known
            else Part(kind, lines, first, last, ends)
        )
    found = tuple(parts[kind] for kind in sorted(parts))
    line = min((part.first for part in found), default=0)
    return Noise(removed, added, line, parts=found)


def _piece(change: FileChange, edit: Edit) -> Hunk:
    """The lines of an edit, as a hunk."""
    hunk = change.hunks[edit.hunk]
    old = edit.old_start - (hunk.old_start - (1 if hunk.removed else 0))
    new = edit.new_start - (hunk.new_start - (1 if hunk.added else 0))
    return Hunk(
        edit.old_start + 1,
        edit.new_start + 1,
        hunk.removed[old : old + edit.removed],
        hunk.added[new : new + edit.added],
    )


def hunk_noise(hunk: Hunk, formatted: bool) -> Noise:
    """The noise in one hunk; `formatted` as `is_formatted` says for its file."""
    pairs, whole = _split(hunk, formatted)
    if not whole and not pairs:
        return NO_NOISE
    ends = bool(pairs) and all(
        hunk.removed[i].rstrip("\r") == hunk.added[j].rstrip("\r") for i, j in pairs
    )
    if whole:
        removed, added, at = len(hunk.removed), len(hunk.added), 0
        ends = ends and len(pairs) == removed == added
    else:
        removed = added = len(pairs)
        at = pairs[0][1]
    return Noise(removed, added, max(hunk.new_start + at, 1), ends)


def line_end_edits(change: FileChange) -> list[Edit]:
    """The lines of a file that only change how they end: all that may be put back without knowing the language."""
    from gitfix.core.layout.edits import edits_of, line_by_line

    if change.binary or not (_regular(change.old_mode) and _regular(change.new_mode)):
        return []
    found = []
    for hunk, edit in zip(change.hunks, edits_of(change.hunks), strict=True):
        pairs, _ = _split(hunk, False)
        found += line_by_line(edit, [(i, j) for i, j in pairs if hunk.removed[i] != hunk.added[j]])
    return found


def without_noise(hunk: Hunk, formatted: bool) -> tuple[str, ...]:
    """The hunk's added lines with every noise line as it was before: what `--fix-noise` writes."""
    pairs, whole = _split(hunk, formatted)
    if whole:
        return hunk.removed
    lines = list(hunk.added)
    for i, j in pairs:
        lines[j] = hunk.removed[i]
    return tuple(lines)


def _regular(mode: int) -> bool:
    return mode & 0o170000 == 0o100000


def _split(hunk: Hunk, formatted: bool) -> tuple[list[tuple[int, int]], bool]:
    """Pairs (removed, added) of lines that differ by white space only, and whether that is the
    whole hunk.
    """
    if not (hunk.removed and hunk.added):
        # A new function has no noise; a blank line more or less is nothing else.
        return [], formatted and _blank(hunk.removed) and _blank(hunk.added)
    key = _key if formatted else _line_end_key
    pairs = _align([key(x) for x in hunk.removed], [key(x) for x in hunk.added])
    if not pairs:
        return [], False
    if len(pairs) == len(hunk.removed) == len(hunk.added):
        return pairs, True
    if formatted:
        left = {i for i, _ in pairs}
        right = {j for _, j in pairs}
        alone = [x for i, x in enumerate(hunk.removed) if i not in left]
        alone += [x for j, x in enumerate(hunk.added) if j not in right]
        if _blank(alone):
            return pairs, True
    # Beside real changes, a line that is the same on both sides is only git's way to draw the hunk.
    return [(i, j) for i, j in pairs if hunk.removed[i] != hunk.added[j]], False


def _blank(lines: tuple[str, ...] | list[str]) -> bool:
    return all(not line.strip(_ENDS) for line in lines)


def _line_end_key(line: str) -> str:
    return line.removesuffix("\r")


def _key(line: str) -> str:
    """What is left of a line when white space that means nothing is taken away."""
    bare = line.rstrip(_ENDS)
    if bare.endswith("\\"):
        return line
    text = bare.lstrip(" \t")
    if "  " not in text and "\t" not in text:
        return bare
    pieces = _PIECE.findall(text)
    # An odd quote may open a string; a lone slash, a regular expression.
    if any(odd or _SLASH.search(word) for _, _, word, odd in pieces):
        return bare
    indent = bare[: len(bare) - len(text)]
    return indent + "".join(" " if space else quoted + word for quoted, space, word, _ in pieces)


def _align(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Positions of equal keys, in order on both sides."""
    head = 0
    while head < len(old) and head < len(new) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(i, i) for i in range(head)]
    pairs += _middle(old, new, head, tail)
    pairs += [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]
    return pairs


def _middle(old: list[str], new: list[str], head: int, tail: int) -> list[tuple[int, int]]:
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(left), len(right)) > _LIMIT or set(left).isdisjoint(right):
        return []
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, left, right).get_matching_blocks()
    return [(head + b.a + k, head + b.b + k) for b in blocks for k in range(b.size)]
