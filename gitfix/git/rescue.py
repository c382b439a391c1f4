"""Brings a checkout that was cut short to a known state, without losing a byte that somebody may have written."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import encode
from gitfix.git.worktree import QUIET
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

GITLINK = 0o160000


@dataclass(frozen=True)
class _Row:
    path: str
    mode: int
    old: str
    new: str


def settle(repo: Repository, path: Path, old: str, new: str) -> list[str]:
    """Make index and files at `path` match commit `new` wherever it differs from `old`; all else stays.

    A file there that is neither the old nor the new one is copied to `<common git dir>/gitfix/rescue/` first.
    Returns the copies' paths.
    """
    rows = _rows(repo, old, new)
    rescued = _rescue(repo, path, rows)
    git = repo.worktrees.at(path)
    entries = b"".join(
        encode(
            f"{row.mode:06o} {row.new}\t{row.path}\0" if row.mode else f"0 {row.new}\t{row.path}\0"
        )
        for row in rows
    )
    git.run(*QUIET, "update-index", "-z", "--index-info", input=entries)
    for row in rows:
        if not row.mode:
            _remove(path, row.path)
    present = [row.path for row in rows if row.mode and row.mode != GITLINK]
    names = b"".join(encode(name) + b"\0" for name in present)
    if present:
        git.run(*QUIET, "checkout-index", "--force", "--index", "-z", "--stdin", input=names)
    return rescued


def _rows(repo: Repository, old: str, new: str) -> list[_Row]:
    fields = repo.git.fields(
        "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new
    )
    rows = []
    for meta, name in zip(fields[0::2], fields[1::2], strict=True):
        _, mode, old_oid, new_oid, _ = meta.split(" ")
        rows.append(_Row(name, int(mode, 8), old_oid, new_oid))
    return rows


def _rescue(repo: Repository, path: Path, rows: list[_Row]) -> list[str]:
    hashes = repo.worktrees.hashes(path, [row.path for row in rows])
    folder = repo.private / "rescue" / clock.iso(clock.now()).replace(":", "")
    rescued = []
    for row in rows:
        found = hashes.get(row.path)
        if found and found not in (row.old, row.new) and not (path / row.path).is_symlink():
            target = folder / row.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path / row.path, target)
            rescued.append(str(target))
    return rescued


def _remove(root: Path, name: str) -> None:
    target = root / name
    if os.path.lexists(target) and not target.is_dir():
        target.unlink()
    for folder in target.relative_to(root).parents:
        try:
            if folder.name:
                (root / folder).rmdir()
        except OSError:
            break
