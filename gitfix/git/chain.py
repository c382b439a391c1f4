"""A short line of commits, read at once from the git that is open anyway, where a walk would need one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.value import dataclass
from gitfix.git.objects import Commit, parse_commit

if TYPE_CHECKING:
    from gitfix.git.catfile import CatFile


@dataclass(frozen=True)
class Link:
    """One commit of a line."""

    oid: Oid
    commit: Commit


def chain(batch: CatFile, tip: str, most: int, base: str = "") -> list[Link]:
    """The commits from `tip` back to `base` (not included), or to the first one; newest first.

    Empty where they are more than `most`, where one of them is a merge, and where git shows other parents than
    are written (a shallow clone, grafts): then somebody has to walk.
    """
    found = batch.read([f"{tip}~{back}" if back else tip for back in range(most + 1)])
    links: list[Link] = []
    expected: Oid | None = None
    for one in found:
        if one is None or one.type != "commit" or expected not in (None, one.oid):
            return []
        if one.oid == base:
            return links
        commit = parse_commit(one.data)
        links.append(Link(one.oid, commit))
        if len(commit.parents) != 1:
            return [] if base or commit.parents else links
        expected = commit.parents[0]
    return []
