"""Whether a file's change may hold noise at all: from its hunks alone, so that most files are never read whole."""

from __future__ import annotations

import re

from gitfix.core.change import FileChange, Hunk
from gitfix.core.layout.edits import Edit
from gitfix.core.layout.languages import BY_ENDING, PYTHON_ENDINGS, ending
from gitfix.core.layout.words import cut, same_words
from gitfix.core.text import encode

_MARK = rb"(?:#|//|/\*).*"
_INSIDE = (b"*", b"/*", b"//", b"#")
_IMPORT = rb"\s*(?:import|from|use|pub use)\b|\s*(?:[\w.]+\s+)?\"[\w./-]+\"\s*$"
_LARGE = 200


def language(path: str) -> str:
    """What a file is written in, if it is a language that can be read: `python`, or the name of a grammar."""
    name = ending(path)
    if name in PYTHON_ENDINGS:
        return "python"
    return BY_ENDING[name].name if name in BY_ENDING else ""


def worth(change: FileChange) -> bool:
    """Whether one of a file's hunks may be noise."""
    regular = all(mode & 0o170000 == 0o100000 for mode in (change.old_mode, change.new_mode))
    if not regular or change.binary or change.status not in "MR" or not language(change.path):
        return False
    hunks = [(_bytes(h.removed), _bytes(h.added)) for h in change.hunks]
    if any(_may_be(hunk, *sides) for hunk, sides in zip(change.hunks, hunks, strict=True)):
        return True
    gone = any(re.match(_IMPORT, line) for removed, _ in hunks for line in removed)
    return gone and any(re.match(_IMPORT, line) for _, added in hunks for line in added)


def _may_be(hunk: Hunk, removed: list[bytes], added: list[bytes]) -> bool:
    if all(_is_inside(line) for line in (*removed, *added)):
        return True
    if not (removed and added):
        return False
    if removed[-1] == added[-1]:
        return True  # only the end of the file's last line differs
    if len(removed) + len(added) > _LARGE or same_words(_bare(removed), _bare(added)):
        return True
    whole = Edit(0, len(removed), 0, len(added), 0)
    pieces = cut(removed, added, whole)
    return any(
        same_words(removed[e.old_start : e.old_end], added[e.new_start : e.new_end]) for e in pieces
    )


def _is_inside(line: bytes) -> bool:
    """Whether it may be a comment, a line of a longer one, or blank."""
    bare = line.lstrip()
    return not bare or bare.startswith(_INSIDE)


def _bytes(lines: tuple[str, ...]) -> list[bytes]:
    return [encode(line) + b"\n" for line in lines]


def _bare(lines: list[bytes]) -> list[bytes]:
    """Without what may be comments."""
    return [re.sub(_MARK, b"", line) for line in lines]
