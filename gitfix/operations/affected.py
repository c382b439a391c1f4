"""Which releases have the fault: those that hold what brought it, once that is known; else those since it was seen."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from gitfix.core.when import seconds

if TYPE_CHECKING:
    from gitfix.core.culprit import Culprit
    from gitfix.operations.base import Base
    from gitfix.operations.workspace import Workspace

LOOKED_AT = 200
"""Releases that are looked at, the highest first: an emergency is not older."""


def affected(
    work: Workspace, base: Base, since: str, culprit: Culprit | None = None
) -> tuple[str, ...]:
    """The release tags from the one that ran at `since` (ISO 8601) up to production, the oldest first.

    Those that hold `culprit` and not the fix, where the introducing commit is recorded as confirmed. Without `since`,
    the production tag alone. The tag's date stands for the day it went out.
    """
    if culprit and culprit.confirmed and culprit.found.affected_tags:
        return culprit.found.affected_tags
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
