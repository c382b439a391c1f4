"""Merges three versions of one text, line by line, with no attribute and no driver in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def merge_file(repo: Repository, ours: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """The merged text; None where it conflicts or is no text."""
    with scratch(repo.private) as folder:
        names = []
        for name, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            (folder / name).write_bytes(data)
            names.append(str(folder / name))
        done = repo.git.run("merge-file", "-p", "-q", *names, ok=None)
    return done.stdout if done.code == 0 else None
