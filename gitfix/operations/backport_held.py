"""What of a backport was paused before this run, and what a person has resolved since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.pause import Pause, Resolution, Stop
from gitfix.core.value import dataclass
from gitfix.git import pauses

if TYPE_CHECKING:
    from gitfix.core.backport import BackportResult
    from gitfix.operations.workspace import Workspace


@dataclass(frozen=True)
class Held:
    """What was paused before this run, if anything, and what a person has resolved since.

    `over`: targets whose worktree has done its work, or is to be made anew.
    """

    tip: Oid | None = None
    pause: Pause | None = None
    fresh: tuple[Resolution, ...] = ()
    own: Mapping[str, Oid] | None = None
    """Branch → a commit of the person's own that holds the resolution."""
    over: tuple[str, ...] = ()

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """Every answer that is known, the newest last."""
        return (*(self.pause.resolutions if self.pause else ()), *self.fresh)

    @property
    def skipped(self) -> tuple[str, ...]:
        """Targets that a person has left out."""
        return self.pause.skipped if self.pause else ()

    def elsewhere(self, result: BackportResult) -> tuple[Stop, ...]:
        """Conflicts of targets that this run is not about: they go on waiting."""
        about = {row.branch for row in result.targets} | set(self.skipped)
        return tuple(s for s in (self.pause.stops if self.pause else ()) if s.branch not in about)

    def kept(self) -> dict[str, Oid]:
        """Branch → the commit to land: what waited for the others, and what the person committed."""
        waiting = self.pause.clean if self.pause else ()
        return {one.branch: one.after for one in waiting} | dict(self.own or {})


def held(work: Workspace, name: str) -> Held:
    """What is paused under this name."""
    tip = work.repo.refs.get(pauses.ref_of(name))
    return Held(tip, pauses.read(work.repo, tip)) if tip else Held()
