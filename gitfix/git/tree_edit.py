"""Puts files into a tree without a checkout: only the folders on their way are written anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitfix.core.names import Oid, TreeId
from gitfix.core.outcome import Refusal
from gitfix.core.text import printable
from gitfix.git.objects import Entry

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

FOLDER = 0o040000
FILE = 0o100644
_REGULAR = (FILE, 0o100755)
_KINDS = {0o120000: "a symbolic link", 0o160000: "a submodule", FOLDER: "a folder"}


def find(repo: Repository, tree: str, path: str) -> Entry | None:
    """The entry at `path` (`/`-separated) of a tree or commit, whatever it is."""
    *folders, name = path.split("/")
    for folder in folders:
        entry = _entry(repo, tree, folder)
        if entry is None or entry.mode != FOLDER:
            return None
        tree = entry.oid
    return _entry(repo, tree, name)


def _entry(repo: Repository, tree: str, name: str) -> Entry | None:
    return next((entry for entry in repo.objects.read_tree(tree) if entry.name == name), None)


def edit_tree(repo: Repository, tree: str, files: Mapping[str, Oid | None]) -> TreeId:
    """`tree` with the blobs `files` (path → id; None: taken away) added or replaced; a replaced file keeps its mode.

    Refusal where a path leads through something that is no folder, or ends at what is no plain file.
    """
    return _edit(repo, tree, {tuple(path.split("/")): oid for path, oid in files.items()}, "")


def _edit(
    repo: Repository, tree: str | None, files: Mapping[tuple[str, ...], Oid | None], above: str
) -> TreeId:
    entries = {entry.name: entry for entry in repo.objects.read_tree(tree)} if tree else {}
    for name in dict.fromkeys(path[0] for path in files):
        old = entries.get(name)
        below = {path[1:]: oid for path, oid in files.items() if path[0] == name}
        if () in below:
            mode = regular_mode(old, above + name)
            blob = below.pop(())
            entries.pop(name, None)
            if blob is not None:
                entries[name] = Entry(name, mode, blob)
            old = entries.get(name)
        if not below:
            continue
        if old is not None and old.mode != FOLDER:
            raise _clash(above + name, f"it is {_kind(old)}, not a folder")
        inner = _edit(repo, old.oid if old else None, below, f"{above}{name}/")
        if inner == _empty(repo):
            entries.pop(name, None)
        else:
            entries[name] = Entry(name, FOLDER, inner)
    return repo.objects.write_tree(entries.values())


def _empty(repo: Repository) -> str:
    """The tree of an empty folder, which git does not keep."""
    if repo.object_format == "sha256":
        return "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
    return "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class Clash(Exception):
    """Two paths of which one is a folder of the other cannot both be in a tree."""


def replace_in_tree(
    repo: Repository, tree: str, entries: Mapping[str, tuple[int, Oid] | None]
) -> TreeId:
    """`tree` with exactly these entries at these paths, as (mode, id), whatever was there; None takes one away.

    A folder that becomes empty goes. Clash where a path leads through a file that stays, or ends at a folder that does.
    """
    found = _replace(repo, tree, {tuple(path.split("/")): e for path, e in entries.items()})
    return found or repo.objects.write_tree(())


def _replace(
    repo: Repository, tree: str | None, changes: Mapping[tuple[str, ...], tuple[int, Oid] | None]
) -> TreeId | None:
    """The new tree; None for an empty one."""
    entries = {entry.name: entry for entry in repo.objects.read_tree(tree)} if tree else {}
    for name in dict.fromkeys(path[0] for path in changes):
        below = {path[1:]: entry for path, entry in changes.items() if path[0] == name}
        old = entries.get(name)
        here = below.pop((), ...)
        if here is not ...:
            if old is not None and old.mode == FOLDER and here is None:
                pass  # a folder is there in its place: it has what it holds from elsewhere
            elif old is not None and old.mode == FOLDER and not _emptied(repo, old.oid, below):
                raise Clash(name)
            elif here is None:
                entries.pop(name, None)
            else:
                entries[name] = Entry(name, *here)
            if here is not None:
                if any(below.values()):
                    raise Clash(name)
                continue
        if not below:
            continue
        old = entries.get(name)
        if old is not None and old.mode != FOLDER:
            if any(below.values()):
                raise Clash(name)
            continue
        inner = _replace(repo, old.oid if old else None, below)
        if inner is None:
            entries.pop(name, None)
        else:
            entries[name] = Entry(name, FOLDER, inner)
    return repo.objects.write_tree(entries.values()) if entries else None


def _emptied(
    repo: Repository, tree: str, changes: Mapping[tuple[str, ...], tuple[int, Oid] | None]
) -> bool:
    """Whether nothing of a folder stays."""
    return _replace(repo, tree, changes) is None


def regular_mode(entry: Entry | None, path: str) -> int:
    """The mode for a file that takes the place of `entry`; Refusal when that is no plain file."""
    if entry is not None and entry.mode not in _REGULAR:
        raise _clash(path, f"it is {_kind(entry)}, not a file")
    return entry.mode if entry else FILE


def is_regular(entry: Entry) -> bool:
    """Whether `entry` is a plain file."""
    return entry.mode in _REGULAR


def _kind(entry: Entry) -> str:
    return _KINDS.get(entry.mode, "a file")


def _clash(path: str, why: str) -> Refusal:
    return Refusal(
        f"{printable(path)} is in the way",
        found=(why,),
        hint="move it, or write elsewhere: gitfix config shows which paths are used",
    )
