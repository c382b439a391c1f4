"""The recorded hotfix branches as a small file that the hook can read without starting anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, REMOTES
from gitfix.core.plan import WriteFile
from gitfix.core.text import decode, encode

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace

FILE = "hotfix-branches"
"""In `<common git dir>/gitfix`: one ref pattern of git for-each-ref per line."""


def path(work: Workspace) -> Path:
    """Where the file is."""
    return work.repo.private / FILE


def steps(work: Workspace, *, also: str = "", without: str = "") -> list[WriteFile]:
    """The step that brings the file up to date with the open incidents, if it is not.

    `also`: a branch that the same plan records; `without`: one whose incident it closes.
    """
    from gitfix.operations.hotfix_pushes import recorded

    names = {hotfix.branch for hotfix in recorded(work)} | {also}
    wanted = "".join(map(_rows, sorted(names - {"", without})))
    file = path(work)
    found = decode(file.read_bytes()) if file.is_file() else ""
    if found == wanted:
        return []
    zero, objects = work.repo.zero, work.repo.objects
    old = objects.write_blob(encode(found)) if found else zero
    new = objects.write_blob(encode(wanted)) if wanted else zero
    return [WriteFile(str(file), old, new)]


def _rows(branch: str) -> str:
    return f"{HEADS}{branch}\n{REMOTES}*/{branch}\n"
