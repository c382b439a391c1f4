"""Three versions of one file merged, with markers that no file has: what the content policies look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode, encode
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


def merge_texts(repo: Repository, ours: str, base: str, theirs: str) -> tuple[str, bool]:
    """The merge of three versions of a text; and whether both wrote in one place: then both stand there, ours first."""
    with scratch(repo.private) as folder:
        texts = {"ours": ours, "base": base, "theirs": theirs}
        for name, text in texts.items():
            (folder / name).write_bytes(encode(text))
        asked = ("merge-file", "-p", "-q", *texts)
        clean = repo.git.run(*asked, cwd=folder, ok=None)
        if clean.code == 0:
            return decode(clean.stdout), False
        return decode(repo.git.run(asked[0], "--union", *asked[1:], cwd=folder).stdout), True
