"""The worktrees that conflicts of a backport wait in: which stays as it is, which is made anew, and which goes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.pause import Stop
from gitfix.core.plan import AddWorktree, RemoveWorktree
from gitfix.core.value import replace
from gitfix.operations.backport_answer import shown

if TYPE_CHECKING:
    from gitfix.operations.backport_held import Held
    from gitfix.operations.workspace import Workspace


class Worktrees:
    """The places of this run's conflicts, found one by one, and what is to be done for them."""

    def __init__(self, work: Workspace, before: Held) -> None:
        self._work, self._before = work, before
        self._old = {stop.branch: stop for stop in before.pause.stops} if before.pause else {}
        self.adds: list[Stop] = []
        self._removes: list[Stop] = []

    def settled(self, branch: str) -> None:
        """This target conflicts no more: the worktree that it had goes."""
        mine = self._old.pop(branch, None)
        self._removes += [mine] if mine else []

    def place(self, stop: Stop) -> Stop:
        """The stop with the worktree that it waits in: the one of before, or one that is to be made."""
        mine = self._old.pop(stop.branch, None)
        stop = _with_folders(self._work, stop)
        if mine and self._stays(mine, stop):
            self.adds += [] if is_there(mine) else [mine]
            return mine
        stop = replace(stop, worktree=str(_free(self._work, stop.branch, self._taken())))
        self.adds.append(stop)
        self._removes += [mine] if mine else []
        return stop

    def removes(self) -> list[Stop]:
        """Stops of before whose worktrees go; those of targets that this run is not about stay."""
        left_out = [one for one in self._old.values() if one.branch in self._before.skipped]
        return [one for one in (*self._removes, *left_out) if is_there(one)]

    def _taken(self) -> list[str]:
        return [one.worktree for one in self.adds]

    def _stays(self, mine: Stop, stop: Stop) -> bool:
        """Whether the worktree of before goes on being the place: it is the same conflict, or somebody works there."""
        if mine.branch in self._before.over:
            return False
        if mine.same(stop):
            return True
        if not is_there(mine):
            return False
        from gitfix.git import conflict_look

        if conflict_look.untouched(self._work.repo, Path(mine.worktree), mine):
            return False
        self._work.note(
            f"{mine.branch} has moved; the conflict in {shown(self._work, mine.worktree)} is the one of before: "
            "resolve it, and what still fits is used"
        )
        return True


def is_there(stop: Stop) -> bool:
    """Whether the worktree of a stop is laid out."""
    return (Path(stop.worktree) / ".git").is_file()


def add(stop: Stop, kept: Oid) -> AddWorktree:
    """The step that lays a conflict out; `kept`: the commit that remembers it."""
    return AddWorktree(stop.worktree, stop.branch, stop.onto, kept)


def remove(stop: Stop, kept: Oid | None) -> RemoveWorktree:
    """The step that takes the worktree of a conflict away."""
    return RemoveWorktree(stop.worktree, stop.branch, stop.onto, kept or "")


def _with_folders(work: Workspace, stop: Stop) -> Stop:
    """The stop with the folders that are laid out."""
    from_files = work.config.integer("worktree.sparse")
    if from_files and _count(work, stop) >= from_files:
        from gitfix.git import conflict_state

        return replace(stop, folders=conflict_state.touched(work.repo, stop))
    return stop


def _count(work: Workspace, stop: Stop) -> int:
    """Files of the whole tree."""
    listing = ("ls-tree", "-r", "-z", "--name-only", "--full-tree")
    return len(work.repo.git.fields(*listing, stop.tree))


def _free(work: Workspace, branch: str, taken: Collection[str]) -> Path:
    """A place that nothing is in: `../shop-backport-develop`, else with a number."""
    from gitfix.operations import place

    first = place.location(work, BranchName(f"backport-{branch}"), "")
    known = {str(one.path) for one in work.repo.worktrees.listing()} | set(taken)
    for number in range(1, 1000):
        path = first if number == 1 else first.with_name(f"{first.name}-{number}")
        used = path.exists() and (not path.is_dir() or any(path.iterdir()))
        if not used and str(path) not in known:
            return path
    raise Refusal(f"{first} exists already", hint="move it away, then: gitfix backport")
