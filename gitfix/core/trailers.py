"""Trailers at the end of a commit message, put where git itself puts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TRAILER = re.compile(r"[A-Za-z0-9-]+\s*: |\(cherry picked from commit [0-9a-f]+\)$")
_PICKED = re.compile(r"^\(cherry picked from commit ([0-9a-f]{40,64})\)$", re.MULTILINE)


def picked_from(commit: str) -> str:
    """The line that `git cherry-pick -x` writes."""
    return f"(cherry picked from commit {commit})"


def first_source(message: str, commit: str) -> str:
    """The commit that was there first: the oldest that `message` says it was picked from, else `commit` itself."""
    found = _PICKED.search(message)
    return found[1] if found else commit


def with_trailers(message: str, trailers: Sequence[str]) -> str:
    """`message` with `trailers`: in its last paragraph where that is of trailers already, else in one of their own."""
    text = message.rstrip("\n")
    if not trailers:
        return f"{text}\n"
    paragraphs = text.split("\n\n")
    last = paragraphs[-1].split("\n")
    joins = len(paragraphs) > 1 and all(_TRAILER.match(line) or line[:1].isspace() for line in last)
    new = [line for line in trailers if not (joins and line in last)]
    gap = "\n" if joins else "\n\n"
    return text + (gap + "\n".join(new) if new else "") + "\n"
