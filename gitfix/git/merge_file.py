"""Three versions of one file merged, with markers that no file has: what the content policies look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def merge_file(
    repo: Repository, ours: Oid, base: Oid | None, theirs: Oid, marker: int
) -> bytes | None:
    """The merge with plain markers of `marker` characters; None for binary files. `base` None: an empty file."""
    contents = repo.objects.read([ours, *([base] if base else []), theirs])
    if None in contents:
        return None
    if base is None:
        contents.insert(1, b"")
    with scratch(repo.private) as folder:
        for name, content in zip(("ours", "base", "theirs"), contents, strict=True):
            (folder / name).write_bytes(content or b"")
        done = repo.git.run(
            "-c",
            "merge.conflictStyle=merge",
            "merge-file",
            "-p",
            "-q",
            f"--marker-size={marker}",
            *("-L", "ours", "-L", "base", "-L", "theirs"),
            *("ours", "base", "theirs"),
            cwd=folder,
            ok=None,
        )
    return None if done.code >= 128 or done.code < 0 else done.stdout
