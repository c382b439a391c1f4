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

from gitfix.core import patterns
from gitfix.core.change import FileChange, Hunk
from gitfix.core.text import encode
from gitfix.core.value import dataclass

_ENDS = " \t\r"
_BLANKS = _ENDS.encode()
_LIMIT = 5000
_PIECE = (
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|([ \t]+)|([^ \t"'`]+)|(["'`])"""
)
_SLASH = r"(?<![/*])/(?![/*])"


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
    if change.binary or not (regular(change.old_mode) and regular(change.new_mode)):
        return NO_NOISE
    # Where lines are only added or only taken away, noise is nothing but blank lines.
    hunks = [h for h in change.hunks if (h.removed and h.added) or not _says(h.removed or h.added)]
    if not hunks or not _may_be(hunks):
        return NO_NOISE
    formatted = is_formatted(change.path)
    found = [n for n in [hunk_noise(h, formatted) for h in hunks] if n.lines]
    if not found:
        return NO_NOISE
    return Noise(
        removed=sum(n.removed for n in found),
        added=sum(n.added for n in found),
        line=found[0].line,
        line_ends=all(n.line_ends for n in found),
    )


def _may_be(hunks: list[Hunk]) -> bool:
    """Whether a line is on both sides of a file, white space apart, or nothing but blank lines comes or goes."""
    if any(not (hunk.removed and hunk.added) for hunk in hunks):
        return True
    gone = encode("\n".join([line for hunk in hunks for line in hunk.removed]))
    come = encode("\n".join([line for hunk in hunks for line in hunk.added]))
    left = set(gone.translate(None, _BLANKS).split(b"\n"))
    return not left.isdisjoint(come.translate(None, _BLANKS).split(b"\n"))


def hunk_noise(hunk: Hunk, formatted: bool) -> Noise:
    """The noise in one hunk; `formatted` as `is_formatted` says for its file."""
    pairs, whole = white_space(hunk, formatted)
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


def regular(mode: int) -> bool:
    """Whether a mode of git's is that of a file with lines."""
    return mode & 0o170000 == 0o100000


def white_space(hunk: Hunk, formatted: bool) -> tuple[list[tuple[int, int]], bool]:
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


def _says(lines: tuple[str, ...]) -> bool:
    """Whether the first line is not blank."""
    return bool(lines and lines[0].strip(_ENDS))


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
    pieces = re.findall(_PIECE, text)
    # An odd quote may open a string; a lone slash, a regular expression.
    if any(odd or re.search(_SLASH, word) for _, _, word, odd in pieces):
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
