"""Brings a checkout that was cut short to a known state, without losing a byte that somebody may have written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import encode
from gitfix.git import progress
from gitfix.git.progress import GITLINK, Row
from gitfix.git.worktree import QUIET
from gitfix.host import clock

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def settle(repo: Repository, path: Path, old: str, new: str) -> list[str]:
    """Make index and files at `path` match commit `new` wherever it differs from `old`; all else stays.

    A file there that is neither the old nor the new one is copied to `<common git dir>/gitfix/rescue/` first.
    Returns the copies' paths.
    """
    rows = progress.rows(repo, old, new)
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


def _rescue(repo: Repository, path: Path, rows: list[Row]) -> list[str]:
    """Copy everything that `settle` is about to overwrite and that no commit holds."""
    folder = _folder(repo)
    rescued = []
    names = [row.path for row in rows if row.mode != GITLINK]
    hashes = repo.worktrees.hashes(path, names)
    known = {row.path: (row.old, row.new) for row in rows}
    for name in names:
        blocking = _blocking(path, name, known)
        foreign = name in hashes and hashes[name] not in known[name]
        for spot in [blocking] if blocking else [name] if foreign else []:
            if spot and not os.path.lexists(folder / spot):
                rescued.append(_copy(path / spot, folder / spot))
    # What was staged is lost with the index, and may differ from the file.
    for name, (_, oid) in progress.staged(repo, path, names).items():
        if oid not in known[name] and oid != hashes.get(name):
            data = repo.objects.read([oid])[0]
            target = folder / f"{name}.staged"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data or b"")
            rescued.append(str(target))
    return rescued


def _folder(repo: Repository) -> Path:
    """A folder of this rescue's own: an earlier one is never written over."""
    root = repo.private / "rescue"
    stamp = clock.iso(clock.now()).replace(":", "")
    numbers = (f"-{number}" if number else "" for number in range(10**6))
    return next(spot for n in numbers if not (spot := root / f"{stamp}{n}").exists())


def _blocking(root: Path, name: str, known: dict[str, tuple[str, str]]) -> str:
    """The file in place of a folder on the way to `name`, or the folder in place of `name` itself."""
    parts = name.split("/")
    for depth in range(1, len(parts)):
        spot = "/".join(parts[:depth])
        if os.path.lexists(root / spot) and not (
            (root / spot).is_dir() and not (root / spot).is_symlink()
        ):
            return "" if spot in known else spot
    target = root / name
    inside = f"{name}/"
    if target.is_dir() and not target.is_symlink() and not any(k.startswith(inside) for k in known):
        return name
    return ""


def _copy(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
    return str(target)


def _remove(root: Path, name: str) -> None:
    target = root / name
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        target.unlink()
    for folder in target.relative_to(root).parents:
        try:
            if folder.name:
                (root / folder).rmdir()
        except OSError:
            break
