"""How far a checkout came that git was bringing from one commit to another when it was killed.

git writes the files first, under `index.lock`, and the index last. So an index that holds the new commit means
"done", whatever was edited since; and a file that is neither the old nor the new one is somebody's work unless
there is a sign that git had begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

GITLINK = 0o160000
CHUNK = 500
"""Paths per process, well below the limit on the length of a command line."""


@dataclass(frozen=True)
class Row:
    """One path that differs between two commits; a mode of 0 and an id of zeros mean absent."""

    path: str
    old_mode: int
    mode: int
    old: str
    new: str


def rows(repo: Repository, old: str, new: str) -> list[Row]:
    """The paths that differ between two commits or trees."""
    fields = repo.git.fields(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new
    )
    found = []
    for meta, name in zip(fields[0::2], fields[1::2], strict=True):
        old_mode, mode, old_oid, new_oid, _ = meta.removeprefix(":").split(" ")
        found.append(Row(name, int(old_mode, 8), int(mode, 8), old_oid, new_oid))
    return found


def staged(repo: Repository, path: Path, names: list[str]) -> dict[str, tuple[int, str]]:
    """What the index at `path` holds for `names`: mode and id; conflicts count as absent."""
    found = {}
    for some in _chunks(names):
        for field in repo.worktrees.at(path).fields("ls-files", "-s", "-z", "--", *some):
            meta, _, name = field.partition("\t")
            mode, oid, stage = meta.split(" ")
            if stage == "0":
                found[name] = (int(mode, 8), oid)
    return found


def progress(
    repo: Repository, path: Path, old: str, new: str
) -> Literal["before", "after", "partly"]:
    """How far the checkout at `path` is from `old` to `new`; local changes alone do not count as a step."""
    differing = rows(repo, old, new)
    if not differing:
        return "after"
    index = staged(repo, path, [row.path for row in differing])
    disk = repo.worktrees.hashes(path, [row.path for row in differing])
    written = [_is_staged(index, row) for row in differing]
    solid = [
        row for row in differing if row.old != row.new and GITLINK not in (row.mode, row.old_mode)
    ]
    if all(written):
        return "partly" if any(_disk_is(disk, row, row.old) for row in solid) else "after"
    locked = (repo.worktrees.git_dir(path) / "index.lock").exists()
    begun = locked or any(written) or any(_disk_is(disk, row, row.new) for row in solid)
    return "partly" if begun else "before"


def _is_staged(index: dict[str, tuple[int, str]], row: Row) -> bool:
    return index.get(row.path, (0, "0" * len(row.new))) == (row.mode, row.new)


def _disk_is(disk: dict[str, str], row: Row, oid: str) -> bool:
    return disk.get(row.path, "0" * len(oid)) == oid


def _chunks(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + CHUNK] for start in range(0, len(names), CHUNK))
