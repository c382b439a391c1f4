"""Cuts changed lines into groups that can go alone: a line with what is indented below it, in any language.

This only decides what is tried, never what is true: a bad cut costs test runs, and the test says so.
"""

from __future__ import annotations

import difflib
import re

from gitfix.core.text import decode
from gitfix.core.value import dataclass

LARGE = 12
"""Lines from which on a group is cut further: its head, and what is in it."""
ALIKE = 0.6
"""Two lines are one line before and after from this share of common characters on (difflib's ratio)."""
_CELLS = 4000
"""Pairs of lines that are compared at most: a rewritten file is one group."""

_CODE = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|(#|//|--\s).*""")
_GOES_ON = re.compile(
    r"[)\]}]|(?:else|elif|except|finally|catch|rescue|ensure|end|fi|done|esac|then|and|or)\b|[.&|?:+]"
)
_BELONGS_TO_NEXT = re.compile(r"@\w|#|//|/\*|\*|--\s|<!--|\[\w")
_TRIPLE = re.compile(r'"""|' + "'''")


@dataclass(frozen=True)
class Lines:
    """The lines from `start` to before `end`; `parts` cover them, or are empty."""

    start: int
    end: int
    parts: tuple[Lines, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Old lines `old_start` to before `old_end`, and the new lines that take their place; both counted in the hunk."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    parts: tuple[Piece, ...] = ()


def pieces(removed: list[bytes], added: list[bytes]) -> list[Piece]:
    """A hunk as pieces in their order, which cover both sides; each may be put in or left out."""
    if not removed:
        return [_inserted(one, 0) for one in groups(added)]
    if not added:
        return [_deleted(one, 0) for one in groups(removed)]
    found: list[Piece] = []
    old = new = 0
    for i, j in [*_aligned(removed, added), (len(removed), len(added))]:
        found += _between(removed, added, old, i, new, j)
        if i == len(removed):
            break
        shifted = removed[i].strip() == added[j].strip()
        last = found[-1] if found else None
        if (
            shifted
            and last
            and (last.old_end, last.new_end) == (i, j)
            and _shifted(last, removed, added)
        ):
            found[-1] = Piece(last.old_start, i + 1, last.new_start, j + 1)
        else:
            found.append(Piece(i, i + 1, j, j + 1))
        old, new = i + 1, j + 1
    return found


def _between(
    removed: list[bytes], added: list[bytes], old: int, i: int, new: int, j: int
) -> list[Piece]:
    """What lies between two lines that are each other's before and after."""
    if old == i:
        return [_inserted(one, old, new) for one in groups(added[new:j])]
    if new == j:
        return [_deleted(one, new, old) for one in groups(removed[old:i])]
    return [Piece(old, i, new, j)]


def _inserted(one: Lines, old: int, offset: int = 0) -> Piece:
    parts = tuple(_inserted(part, old, offset) for part in one.parts)
    return Piece(old, old, one.start + offset, one.end + offset, parts)


def _deleted(one: Lines, new: int, offset: int = 0) -> Piece:
    parts = tuple(_deleted(part, new, offset) for part in one.parts)
    return Piece(one.start + offset, one.end + offset, new, new, parts)


def _shifted(piece: Piece, removed: list[bytes], added: list[bytes]) -> bool:
    """Whether all that changes in `piece` is how far its lines are indented."""
    before = removed[piece.old_start : piece.old_end]
    after = added[piece.new_start : piece.new_end]
    return [line.strip() for line in before] == [line.strip() for line in after]


def _aligned(removed: list[bytes], added: list[bytes]) -> list[tuple[int, int]]:
    """Which old line became which new one, in order: the alignment of the greatest likeness."""
    rows, columns = len(removed), len(added)
    if rows * columns > _CELLS:
        return []
    old = [decode(line).strip() for line in removed]
    new = [decode(line).strip() for line in added]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    alike = [[_alike(a, b) for b in new] for a in old]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            pair = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], pair)
    found = []
    i = j = 0
    while i < rows and j < columns:
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _alike(one: str, other: str) -> float:
    """How alike two lines are; 0 where they are not one line before and after."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, one[:300], other[:300], autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0


def groups(lines: list[bytes], offset: int = 0) -> list[Lines]:
    """`lines` as groups in their order."""
    texts = [decode(line) for line in lines]
    starts: list[int] = []
    top, depth, quoted, pending = 0, 0, False, False
    for at, text in enumerate(texts):
        if not text.strip():
            continue
        indent = _indent(text)
        goes_on = depth > 0 or quoted or pending or _GOES_ON.match(text.strip())
        if not starts or (indent <= top and not goes_on):
            starts.append(at)
            top, depth = indent, 0
        elif pending:
            top = indent
        quoted ^= len(_TRIPLE.findall(text)) % 2 == 1
        code = _CODE.sub(lambda m: "" if m[2] else '""', text)
        depth += sum(map(code.count, "([{")) - sum(map(code.count, ")]}"))
        # A comment or a decorator goes with the line that it is about.
        pending = bool(_BELONGS_TO_NEXT.match(text.strip())) or code.rstrip().endswith("\\")
    if not starts:
        return [Lines(offset, offset + len(lines))] if lines else []
    starts[0] = 0
    ends = [*starts[1:], len(lines)]
    return [_cut(lines, a, b, offset) for a, b in zip(starts, ends, strict=True)]


def _cut(lines: list[bytes], start: int, end: int, offset: int) -> Lines:
    """A large group as its first line (with what belongs to it) and the groups that are indented below it."""
    whole = Lines(start + offset, end + offset)
    if end - start < LARGE:
        return whole
    texts = [decode(line) for line in lines[start:end]]
    first = next(i for i, text in enumerate(texts) if text.strip())
    top = _indent(texts[first])
    body = next(
        (i for i, text in enumerate(texts) if i > first and text.strip() and _indent(text) > top), 0
    )
    if not body:
        return whole
    inner = groups(lines[start + body : end], offset + start + body)
    return Lines(whole.start, whole.end, (Lines(whole.start, whole.start + body), *inner))


def _indent(text: str) -> int:
    """Columns of white space before the text, tabs of eight."""
    wide = text.expandtabs(8)
    return len(wide) - len(wide.lstrip())
