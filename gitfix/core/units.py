"""The units of a change: what can be left out of it, and the files that come of what is kept.

A file that is added, deleted, renamed, binary, a pointer of Git LFS, or of another kind or mode than before is a unit
as a whole; other changes are cut into hunks without context, and these into groups of lines. Contents are bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gitfix.core.change import FileChange, Hunk
from gitfix.core.line_groups import Piece, pieces
from gitfix.core.value import dataclass

Kind = Literal["lines", "added", "deleted", "renamed", "mode", "binary", "replaced"]
_REGULAR = (0o100644, 0o100755)
_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a pointer of Git LFS begins (git-lfs, docs/spec.md): half of a new one names a file that there is not."""


@dataclass(frozen=True)
class Unit:
    """One thing that can be left out. `path` is the file's name in the hotfix.

    `line` is where it stands there, from 1 (0: the whole file), `last` where it ends. `start` and `end` are the old
    lines that it replaces by `new`, counted from 0.
    """

    number: int
    path: str
    kind: Kind
    hunk: int = 0
    line: int = 0
    last: int = 0
    start: int = 0
    end: int = 0
    new: tuple[bytes, ...] = ()
    deleted_lines: tuple[bytes, ...] = ()

    @property
    def added(self) -> int:
        """Number of lines that it puts in."""
        return len(self.new)

    @property
    def deleted(self) -> int:
        """Number of lines that it takes out."""
        return self.end - self.start


@dataclass(frozen=True)
class Nest:
    """Units that stand together: a hunk, or a block of lines in it. Either `unit`, or `parts`."""

    unit: int = -1
    parts: tuple[Nest, ...] = ()


@dataclass(frozen=True)
class FileUnits:
    """One changed file, cut up. `shape` is the unit of its name, mode or whole content; `hunks` of its lines.

    `base` and `head` are its lines, with their ends, where they are cut; else empty.
    """

    change: FileChange
    units: tuple[Unit, ...]
    shape: Unit | None = None
    hunks: tuple[Nest, ...] = ()
    base: tuple[bytes, ...] = ()
    head: tuple[bytes, ...] = ()

    @property
    def cut(self) -> bool:
        """Whether its lines can be left out one group after the other."""
        return bool(self.hunks)


@dataclass(frozen=True)
class Built:
    """What a candidate holds in place of one file: its name, mode, and content (or the id of a whole one)."""

    path: str
    mode: int
    data: bytes | None = None
    oid: str = ""


def is_cut(change: FileChange) -> bool:
    """Whether a change is one of lines, which can be left out group by group."""
    plain = change.old_mode in _REGULAR and change.new_mode in _REGULAR
    return plain and not change.binary and bool(change.hunks)


def file_units(change: FileChange, base: bytes, head: bytes, first: int) -> FileUnits:
    """The units of one file, numbered from `first` on; `base` and `head` are only looked at where lines are cut."""
    if not is_cut(change) or base.startswith(_POINTER) or head.startswith(_POINTER):
        whole = Unit(first, change.path, _whole_kind(change))
        return FileUnits(change, (whole,), whole)
    units: list[Unit] = []
    shape = None
    if change.old_path != change.path or change.old_mode != change.new_mode:
        kind: Kind = "renamed" if change.old_path != change.path else "mode"
        shape = Unit(first, change.path, kind)
        units.append(shape)
    before, after = split_lines(base), split_lines(head)
    nests = []
    for number, hunk in enumerate(change.hunks):
        nests.append(_hunk(change.path, hunk, number, before, after, first + len(units), units))
    return FileUnits(change, tuple(units), shape, tuple(nests), tuple(before), tuple(after))


def _whole_kind(change: FileChange) -> Kind:
    if change.old_mode == 0:
        return "added"
    if change.new_mode == 0:
        return "deleted"
    if change.old_mode & 0o170000 != change.new_mode & 0o170000:
        return "replaced"
    if change.binary or change.old_oid != change.new_oid:
        return "binary" if change.binary else "replaced"
    return "renamed" if change.old_path != change.path else "mode"


def _hunk(
    path: str,
    hunk: Hunk,
    number: int,
    before: list[bytes],
    after: list[bytes],
    first: int,
    units: list[Unit],
) -> Nest:
    # Without old lines git names the line after which the new ones stand, and the other way round.
    old = hunk.old_start - 1 if hunk.removed else hunk.old_start
    new = hunk.new_start - 1 if hunk.added else hunk.new_start
    removed = before[old : old + len(hunk.removed)]
    added = after[new : new + len(hunk.added)]
    found = pieces(removed, added)

    def nest(piece: Piece) -> Nest:
        if piece.parts:
            return Nest(parts=tuple(map(nest, piece.parts)))
        unit = Unit(
            first + len(fresh),
            path,
            "lines",
            number,
            new + piece.new_start + 1,
            max(new + piece.new_end, new + piece.new_start + 1),
            old + piece.old_start,
            old + piece.old_end,
            tuple(after[new + piece.new_start : new + piece.new_end]),
            tuple(before[old + piece.old_start : old + piece.old_end]),
        )
        fresh.append(unit)
        return Nest(unit.number)

    fresh: list[Unit] = []
    nests = tuple(map(nest, found))
    units += fresh
    return nests[0] if len(nests) == 1 else Nest(parts=nests)


def build(file: FileUnits, kept: frozenset[int]) -> Built | None:
    """What comes of one file when only the units `kept` are in; None: it is not there."""
    change = file.change
    shaped = file.shape is None or file.shape.number in kept
    if not file.cut:
        if shaped:
            return (
                Built(change.path, change.new_mode, oid=change.new_oid) if change.new_mode else None
            )
        return (
            Built(change.old_path, change.old_mode, oid=change.old_oid) if change.old_mode else None
        )
    path = change.path if shaped else change.old_path
    mode = change.new_mode if shaped else change.old_mode
    edits = [unit for unit in file.units if unit.kind == "lines"]
    chosen = [unit for unit in edits if unit.number in kept]
    if len(chosen) == len(edits):
        return Built(path, mode, oid=change.new_oid)
    if not chosen:
        return Built(path, mode, oid=change.old_oid)
    return Built(path, mode, data=join_lines(list(_merged(file.base, chosen))))


def _merged(base: tuple[bytes, ...], chosen: list[Unit]) -> Iterator[bytes]:
    at = 0
    for unit in chosen:
        yield from base[at : unit.start]
        yield from unit.new
        at = unit.end
    yield from base[at:]


def split_lines(data: bytes) -> list[bytes]:
    """Lines with their ends, cut at line feeds alone, as git does; the last may have no end."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def join_lines(lines: list[bytes]) -> bytes:
    """The lines as one file. A last line without an end that is not the last any more gets one."""
    end = b"\r\n" if any(line.endswith(b"\r\n") for line in lines[:50]) else b"\n"
    ended = [line if line.endswith(b"\n") else line + end for line in lines[:-1]]
    return b"".join([*ended, *lines[-1:]])
