"""What the message of an annotated tag ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import TAGS
from gitfix.core.text import decode

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def trailers_of(repo: Repository, tag: str) -> dict[str, str]:
    """The trailers of an annotated tag's message, by key; none of a lightweight tag."""
    shape = "--format=%(contents:trailers:only,unfold)"
    rows = decode(repo.git.out("for-each-ref", shape, TAGS + tag)).split("\n")
    pairs = (row.partition(": ") for row in rows)
    return {key: value.strip() for key, mark, value in pairs if mark}
