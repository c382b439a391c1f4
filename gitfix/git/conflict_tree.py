"""A conflicted tree as people read it: with words in its markers and its made-up names, and with entries changed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import TreeId
from gitfix.core.pause import Side
from gitfix.core.text import decode, encode
from gitfix.git.scratch import scratch
from gitfix.git.worktree import QUIET

if TYPE_CHECKING:
    from gitfix.git.merge import Stage
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

LINK = 0o120000
_ENDS = re.compile(rb"^((?:<{7,}|>{7,}) )([0-9a-f]{40,64})(?=[:\r\n]|$)", re.MULTILINE)


def named(
    repo: Repository,
    tree: TreeId,
    stages: Sequence[Stage],
    paths: Sequence[str],
    names: Mapping[str, str],
) -> tuple[TreeId, tuple[Side, ...]]:
    """A conflicted tree and its stages with words for people (`names`: object id → word) in markers and made-up names.

    git calls the sides what it was given, which were object ids; so both come out the same whatever the ids were.
    """
    short = {oid: word.replace("/", "_").split(" ")[-1] for oid, word in names.items()}
    sides = tuple(Side(s.mode, s.oid, s.stage, _path(s.path, short)) for s in stages)
    paths = list(dict.fromkeys([*(s.path for s in stages), *paths]))
    rows: dict[str, tuple[int, str]] = {}
    for field in entries(repo, tree, paths):
        meta, _, path = field.partition("\t")
        mode, kind, oid = meta.split(" ")
        new = oid
        if kind == "blob" and int(mode, 8) != LINK:
            new = _with_words(repo, oid, names)
        renamed = _path(path, short)
        if renamed != path:
            rows[path] = (0, str(repo.zero))
        if renamed != path or new != oid:
            rows[renamed] = (int(mode, 8), new)
    if not rows:
        return tree, sides
    return edited(repo, tree, rows), sides


def entries(repo: Repository, tree: str, paths: list[str]) -> list[str]:
    if not paths:
        return []
    return repo.git.fields("ls-tree", "-z", "-r", "--full-tree", tree, "--", *paths)


def _path(path: str, short: Mapping[str, str]) -> str:
    """`cart~0123…` (git's name for a file in place of which there is a folder) with a word instead of the id."""
    for oid, word in short.items():
        said = "~" + word.replace("\\", r"\\")
        path = re.sub(rf"~{oid}(?=(_\d+)?(/|$))", said, path)
    return path


def _with_words(repo: Repository, oid: str, words: Mapping[str, str]) -> str:
    data = repo.objects.read([oid])[0] or b""

    def word(found: re.Match[bytes]) -> bytes:
        known = words.get(decode(found[2]))
        return found[1] + (encode(known) if known else found[2])

    new = _ENDS.sub(word, data)
    return oid if new == data else repo.objects.write_blob(new)


def edited(repo: Repository, tree: str, rows: Mapping[str, tuple[int, str]]) -> TreeId:
    """`tree` with some entries (path → mode, id; mode 0: taken away) changed, whatever kinds they are."""
    with scratch(repo.private) as folder:
        env = {"GIT_INDEX_FILE": str(folder / "index")}
        repo.git.run("read-tree", tree, env=env)
        entries = [
            f"{mode:06o} {oid}\t{path}" if mode else f"0 {oid}\t{path}"
            for path, (mode, oid) in rows.items()
        ]
        # What goes away goes first: a folder may come in the place of a file.
        entries.sort(key=lambda entry: not entry.startswith("0 "))
        write_index(repo.git, entries, env)
        return TreeId(repo.git.line("write-tree", env=env))


def write_index(git: Git, entries: list[str], env: Mapping[str, str]) -> None:
    data = b"".join(encode(entry) + b"\0" for entry in entries)
    git.run(*QUIET, "update-index", "-z", "--index-info", input=data, env=env)
