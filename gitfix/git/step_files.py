"""The step that writes a file or a link: how far it is, and how it is done."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gitfix.core.plan import LINK
from gitfix.host.files import link_atomically, write_atomically

if TYPE_CHECKING:
    from gitfix.core.names import Oid
    from gitfix.core.plan import WriteFile
    from gitfix.git.repository import Repository

State = Literal["before", "after", "partly", "other", "unknown"]


def compare(found: object, old: object, new: object) -> State:
    """How far a step is, from what is there and what it expects and leaves."""
    if found == new:
        return "after"
    return "before" if found == old else "other"


def _content(repo: Repository, oid: Oid) -> bytes | None:
    return None if oid.is_zero else repo.objects.read([oid])[0]


def file_state(repo: Repository, step: WriteFile) -> State:
    """How far the step is: by what the file holds, or where the link leads."""
    path = Path(step.path)
    found: bytes | None = None
    linked = step.links and path.is_symlink()
    if linked:
        # Byte for byte: pathlib would tidy up `./hook`.
        found = os.readlink(os.fsencode(path))  # noqa: PTH115
    elif path.is_file():
        found = path.read_bytes()
    old, new = _content(repo, step.old), _content(repo, step.new)
    return compare(
        (found, linked),
        (old, old is not None and step.old_mode == LINK),
        (new, new is not None and step.new_mode == LINK),
    )


def write_file(repo: Repository, step: WriteFile) -> None:
    """Write what the step leaves, all of it or nothing."""
    path = Path(step.path)
    data = _content(repo, step.new)
    if data is None:
        path.unlink(missing_ok=True)
    elif step.new_mode == LINK:
        link_atomically(path, data)
    else:
        write_atomically(path, data, mode=step.new_mode, follow=not step.links)
