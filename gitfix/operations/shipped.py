"""What the production tag shipped over the one before it: what an on-call engineer looks at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gitfix.core.names import Oid

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


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
    span = f"{previous}..{current}"
    merges = repo.history.between(span, limit=5, options=("--merges", "--first-parent"))
    rows = tuple(f"{merge.oid.short} {merge.subject}" for merge in merges)
    return Shipped(repo.history.count(span), rows)
