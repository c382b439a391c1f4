"""What `git diff-tree -z --raw -p` writes, as values: the records before the patch, then the patch file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitfix.core.change import FileChange, Hunk
from gitfix.core.names import Oid
from gitfix.core.text import decode, encode
from gitfix.git.quoted import unquoted

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
FILE = "diff --git "
Row = tuple[str, str, str, int, int, str, str]
"""Path, status, old path, both modes, both objects."""


def parted(data: bytes) -> tuple[list[Row], bytes]:
    """The records, and the patch."""
    # The records end with an empty field.
    raw, _, patch = data.partition(b"\0\0")
    return rows_of(decode(raw)), patch


def paths(rows: Sequence[Row]) -> list[str]:
    """All paths, both of a rename."""
    return [row[0] for row in rows] + [row[2] for row in rows if row[2] != row[0]]


def changes(
    rows: Sequence[Row], patch: bytes, generated: set[str], *, named: bool = False
) -> list[FileChange]:
    """The changed files; `generated`: the paths that are. `named`: a file may have no patch; names and objects tell."""
    # One decoding for all: line ends are never inside of a character.
    sections = _sections(decode(patch))
    if named:
        sections = _own(rows, sections)
        return [change_of(row, iter([next(sections)]), generated) for row in rows]
    return [change_of(row, sections, generated) for row in rows]


def rows_of(raw: str) -> list[Row]:
    """The records, without the empty field at their end."""
    rows: list[Row] = []
    fields = iter(raw.removesuffix("\0").split("\0"))
    for field in fields:
        if not field:
            break
        old_mode, new_mode, old_oid, new_oid, status = field[1:].split(" ")
        old_path = path = next(fields)
        if status[0] in "RC":
            path = next(fields)
        rows.append((path, status[0], old_path, int(old_mode, 8), int(new_mode, 8), old_oid, new_oid))  # fmt: skip
    return rows


def _sections(patch: str) -> Iterator[str]:
    """The patch of one file after the other: only its headers begin a line with `diff --git `."""
    # Content has a mark before it, and a line end in a path is quoted. A carriage return or form feed is content.
    return iter(patch.removeprefix(FILE).split("\n" + FILE)) if patch else iter(())


def _own(rows: Sequence[Row], sections: Iterator[str]) -> Iterator[str]:
    """The patch of each row, empty for one that has none.

    Two files may have the same objects, before and after, and by their attributes not the same patch.
    """
    by_objects: dict[tuple[str, ...], list[str]] = {}
    for section in sections:
        by_objects.setdefault(_objects(section), []).append(section)
    for row in rows:
        yield next((one for one in by_objects.get(row[5:], ()) if _is_of(one, row)), "")


def _is_of(section: str, row: Row) -> bool:
    """Whether the header names both paths of the row, each of which git may have put in quotes."""
    rest = section.split("\n", 1)[0]
    for path in (f"a/{row[2]}", f"b/{row[0]}"):
        quoted = _QUOTED.match(rest)
        told = decode(unquoted(encode(quoted[0]))) if quoted else path
        length = quoted.end() if quoted else len(path)
        if told != path or not (quoted or rest.startswith(path)):
            return False
        rest = rest[length:].removeprefix(" ")
    return not rest


def _objects(section: str) -> tuple[str, ...]:
    """The two objects that a patch names: where white space does not count, a changed file may have no patch."""
    head = _head(section)
    at = head.find("\nindex ")
    if at < 0:
        return ()
    old, _, new = head[at + 7 :].split("\n", 1)[0].partition(" ")[0].partition("..")
    return old, new


def _head(section: str) -> str:
    return section[: _body(section)]


def _body(section: str) -> int:
    at = section.find("\n@@ -")
    return len(section) if at < 0 else at + 1


def change_of(row: Row, sections: Iterator[str], generated: set[str]) -> FileChange:
    """One changed file; takes what is its own from `sections`."""
    path, status, old_path, old_mode, new_mode, old_oid, new_oid = row
    # git writes a changed type (a file that became a link) as a deletion and a creation.
    # An unmerged path (U) has no patch at all.
    count = 2 if status == "T" else 0 if status == "U" else 1
    found: tuple[Hunk, ...] = ()
    binary = False
    for _ in range(count):
        section = next(sections, "")
        at = _body(section)
        if at < len(section):
            found += tuple(hunks(section[at:]))
        elif "\nBinary files " in section:
            binary = True
    return FileChange(
        path,
        status,
        old_path,
        old_mode,
        new_mode,
        Oid(old_oid),
        Oid(new_oid),
        binary,
        path in generated,
        found,
    )


def hunks(patch: str) -> list[Hunk]:
    """The runs of changed lines in the patch of a file, whatever context there is between them."""
    found: list[Hunk] = []
    removed: list[str] = []
    added: list[str] = []
    above: str | None = None
    old = new = 0
    for line in patch.split("\n"):
        mark = line[:1]
        if mark == "+":
            added.append(line[1:])
        elif mark == "-":
            removed.append(line[1:])
        elif mark != "\\":
            if removed or added:
                found.append(_hunk(old, new, removed, added, above))
                old, new = old + len(removed), new + len(added)
                removed, added = [], []
            if mark != "@":
                # An empty line of context is written without its mark where diff.suppressBlankEmpty is set.
                old, new, above = old + 1, new + 1, line[1:]
                continue
            numbers = _HUNK.match(line)
            assert numbers is not None, line
            # Without lines on its side, git names the line before.
            old = int(numbers[1]) + (numbers[2] == "0")
            new = int(numbers[3]) + (numbers[4] == "0")
            above = None
    if removed or added:
        found.append(_hunk(old, new, removed, added, above))
    return found


def _hunk(old: int, new: int, removed: list[str], added: list[str], above: str | None) -> Hunk:
    return Hunk(
        old if removed else old - 1,
        new if added else new - 1,
        tuple(removed),
        tuple(added),
        above,
    )
