"""What the production tag shipped over the one before it: what an on-call engineer looks at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

SHOWN = 5


@dataclass(frozen=True)
class Shipped:
    """Commits between two releases. `merges` are the newest first-parent merges, as one line each."""

    commits: int
    merges: tuple[str, ...]
    known: bool = True


def shipped(repo: Repository, previous: Oid | None, current: Oid) -> Shipped:
    """What came with `current`; not known where the history between is not here."""
    if previous is None or repo.shallow or repo.refs.commit(previous) is None:
        return Shipped(0, (), known=False)
    logged = repo.history.between(f"{previous}..{current}")
    by_id = {one.oid: one for one in logged}
    merges: list[str] = []
    here = by_id.get(current)
    while here is not None and len(merges) < SHOWN:
        if len(here.parents) > 1:
            merges.append(f"{here.oid.short} {here.subject}")
        here = by_id.get(here.parents[0]) if here.parents else None
    return Shipped(len(logged), tuple(merges))
