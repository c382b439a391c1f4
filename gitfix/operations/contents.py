"""What a file holds, as the blob that a plan names it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.operations.workspace import Workspace


def blob(work: Workspace, data: bytes | None) -> Oid:
    """The blob of `data` (None: no file), stored unless this is a dry run."""
    if data is None:
        return work.repo.zero
    if work.settings.dry_run:
        answer = work.repo.git.out("hash-object", "-t", "blob", "--stdin", input=data)
        return Oid(decode(answer).strip())
    return work.repo.objects.write_blob(data)
