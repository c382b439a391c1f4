"""The difference between two trees, parsed from plumbing into values without Git in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gitfix.core.change import FileChange, Hunk
from gitfix.core.names import Oid
from gitfix.core.text import decode
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

OPTIONS = (
    "-r",
    "-z",
    "--raw",
    "-p",
    "-U0",
    "-M",
    "-l2000",
    "--no-abbrev",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-relative",
    "--diff-algorithm=myers",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--ignore-submodules=none",
    "--submodule=short",
)
_HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True)
class Rename:
    """A file that git takes for moved; `score`: how much of it is the same, in per cent."""

    old: str
    new: str
    score: int


class Diffs:
    """Differences of one repository."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._known: dict[tuple[str, str], list[str]] = {}

    def between(self, base: str, head: str) -> list[FileChange]:
        """What changed from `base` to `head`, both commits or trees."""
        # Attributes come from the base: a change must not say of itself that it is binary, or generated.
        with self._repo.attributes.of(base, (base, head)) as seen:
            done = self._repo.git.run(
                *seen.options, "diff-tree", *OPTIONS, base, head, env=seen.env, cwd=seen.cwd
            )
        return self._changes(done.stdout, base)

    def changed(self, old: str, new: str) -> list[str]:
        """The paths that differ between two commits, both names of a rename: always the same, and asked once."""
        if (old, new) not in self._known:
            self._known[old, new] = self._repo.worktrees.paths_between(old, new)
        return self._known[old, new]

    def blind(self, base: str, head: str) -> list[FileChange]:
        """What changed besides white space and blank lines; of each file only what is left then has hunks."""
        options = (*OPTIONS, "-w", "--ignore-blank-lines", "--full-index")
        with self._repo.attributes.of(base, (base, head)) as seen:
            done = self._repo.git.run(
                *seen.options, "diff-tree", *options, base, head, env=seen.env, cwd=seen.cwd
            )
        return self._changes(done.stdout, base, named=True)

    def paths(self, pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
        """The paths that differ in each pair of trees, both names of a rename; one process for all of them."""
        if not pairs:
            return []
        heads = [f"{old} {new}" for old, new in pairs]
        ask = "".join(f"{head}\n" for head in heads).encode()
        only = ("--stdin", "-r", "-z", "--name-only", "--no-renames")
        found: list[list[str]] = []
        told = decode(self._repo.git.out("diff-tree", *only, input=ask))
        # Each pair is repeated before its paths, and ends a line even where the paths end with NUL.
        for field in told.split("\0"):
            while len(found) < len(heads) and field.startswith(f"{heads[len(found)]}\n"):
                field = field[len(heads[len(found)]) + 1 :]
                found.append([])
            if field:
                found[-1].append(field)
        return found

    def renames(self, base: str, head: str, paths: Sequence[str] = ()) -> list[Rename]:
        """The renames that git sees from `base` to `head`, of those that begin at `paths` (empty: of all)."""
        raw = self._repo.git.fields(
            "diff-tree", "-r", "-z", "-M", "-l0", "--name-status", "--diff-filter=R", base, head
        )
        rows = zip(raw[0::3], raw[1::3], raw[2::3], strict=True)
        found = [Rename(old, new, int(score[1:])) for score, old, new in rows]
        return [one for one in found if not paths or one.old in paths]

    def added(self, base: str, head: str) -> list[str]:
        """Paths that `head` has and `base` has not."""
        only = ("-r", "-z", "--name-only", "--no-renames", "--diff-filter=A")
        return self._repo.git.fields("diff-tree", *only, base, head)

    def staged(self, base: str) -> list[FileChange]:
        """What changed from `base` to the index: what the next commit would hold."""
        data = self._repo.git.out("diff-index", "--cached", *OPTIONS[1:], base)
        return self._changes(data, base)

    def _changes(self, data: bytes, base: str, *, named: bool = False) -> list[FileChange]:
        rows, patch = _raw(data)
        if not rows:
            return []
        generated = self._repo.attributes.having(
            "linguist-generated", [row.path for row in rows], base
        )
        if named:
            by_objects = {_objects(section): section for section in _sections(patch)}
            return [
                _fill(row, iter(filter(None, [by_objects.get(_key(row))])), row.path in generated)
                for row in rows
            ]
        sections = _sections(patch)
        return [_fill(row, sections, row.path in generated) for row in rows]


def _raw(data: bytes) -> tuple[list[FileChange], bytes]:
    """The NUL-separated records before the patch, and the patch."""
    rows: list[FileChange] = []
    at = 0
    while data[at : at + 1] == b":":
        end = data.index(b"\0", at)
        old_mode, new_mode, old_oid, new_oid, status = decode(data[at + 1 : end]).split(" ")
        names = []
        for _ in range(2 if status[0] in "RC" else 1):
            start = end + 1
            end = data.index(b"\0", start)
            names.append(decode(data[start:end]))
        rows.append(
            FileChange(
                path=names[-1],
                status=status[0],
                old_path=names[0],
                old_mode=int(old_mode, 8),
                new_mode=int(new_mode, 8),
                old_oid=Oid(old_oid),
                new_oid=Oid(new_oid),
            )
        )
        at = end + 1
    return rows, data[at:].removeprefix(b"\0")


def _sections(patch: bytes) -> Iterator[list[bytes]]:
    """The patch of one file after the other: only its headers begin a line with `diff --git `."""
    section: list[bytes] = []
    # Split at line feeds alone: a carriage return or form feed is content.
    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            if section:
                yield section
            section = []
        section.append(line)
    if section:
        yield section


def _key(row: FileChange) -> tuple[str, str]:
    return row.old_oid, row.new_oid


def _objects(section: list[bytes]) -> tuple[str, str]:
    """The two objects that a patch names: where white space does not count, a changed file may have no patch."""
    for line in section[:8]:
        if line.startswith(b"index "):
            old, _, new = decode(line[6:]).partition(" ")[0].partition("..")
            return old, new
    return "", ""


def _fill(row: FileChange, sections: Iterator[list[bytes]], generated: bool) -> FileChange:
    # git writes a changed type (a file that became a link) as a deletion and a creation.
    # An unmerged path (U) has no patch at all.
    count = {"T": 2, "U": 0}.get(row.status, 1)
    hunks: list[Hunk] = []
    binary = False
    for _ in range(count):
        section = next(sections, [])
        binary = binary or any(line.startswith(b"Binary files ") for line in section[:8])
        hunks += _hunks(section)
    return FileChange(
        **{**vars(row), "binary": binary, "generated": generated, "hunks": tuple(hunks)}
    )


def _hunks(section: list[bytes]) -> Iterator[Hunk]:
    start: tuple[int, int] | None = None
    removed: list[str] = []
    added: list[str] = []
    for line in section:
        match = _HUNK.match(line) if line.startswith(b"@@") else None
        if match:
            if start:
                yield Hunk(*start, tuple(removed), tuple(added))
            start, removed, added = (int(match[1]), int(match[3])), [], []
        elif start and line.startswith(b"-"):
            removed.append(decode(line[1:]))
        elif start and line.startswith(b"+"):
            added.append(decode(line[1:]))
    if start:
        yield Hunk(*start, tuple(removed), tuple(added))
