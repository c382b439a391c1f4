"""Which releases have the fault: those that ran since it was first seen, until somebody knows the commit."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from gitfix.core.when import seconds

if TYPE_CHECKING:
    from gitfix.operations.base import Base
    from gitfix.operations.workspace import Workspace

LOOKED_AT = 200
"""Releases that are looked at, the highest first: an emergency is not older."""


def affected(work: Workspace, base: Base, since: str) -> tuple[str, ...]:
    """The release tags from the one that ran at `since` (ISO 8601) up to production, the oldest first.

    Without `since`, the production tag alone. The tag's date stands for the day it went out.
    """
    if not base.release or not base.choice or not since:
        return (base.tag,) if base.tag else ()
    highest = base.release.version
    mine = [t.name for t in islice(base.choice.releases(), LOOKED_AT) if t.version <= highest]
    dates = work.repo.refs.tag_dates(mine)
    then = seconds(since)
    found: list[str] = []
    for name in mine:
        found.append(name)
        if dates.get(name, 0) <= then:
            break
    return tuple(reversed(found))
