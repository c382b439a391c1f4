"""The fix that is carried, and what is asked about it more than once: its paths, its commits one by one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.diff import Rename
    from gitfix.git.repository import Repository


@dataclass(frozen=True)
class Load:
    """What is carried: the commits after `base` up to `head`, of hotfix branch `branch`.

    `base` None: these commits alone, wherever they are from.
    """

    base: Oid | None
    head: Oid
    base_name: str
    branch: str
    commits: tuple[Oid, ...]
    """Oldest first."""
    trailers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pick:
    """One commit to be picked: what leads from `base` to it. `mainline`: which parent `base` is, for a merge."""

    commit: Oid
    base: Oid
    mainline: int = 0


class Fix:
    """A load in its repository."""

    def __init__(self, repo: Repository, load: Load) -> None:
        self.repo = repo
        self.load = load
        self.notes: list[str] = []
        """How merge commits are picked, in words."""

    @cached_property
    def pairs(self) -> list[tuple[Oid, Oid]]:
        """What the fix changes, as pairs of commits."""
        load = self.load
        if load.base:
            return [(load.base, load.head)]
        return [(pick.base, pick.commit) for pick in self.picks]

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every path that the fix changes, both names of a rename."""
        if len(self.pairs) == 1:
            return tuple(self.repo.diffs.changed(*self.pairs[0]))
        # Of two commits, diff-tree would take the second for a parent.
        tree = self.repo.objects.read_commit
        trees = [(tree(old).tree, tree(new).tree) for old, new in self.pairs]
        found = self.repo.diffs.paths(trees)
        return tuple(dict.fromkeys(path for paths in found for path in paths))

    @cached_property
    def renames(self) -> list[Rename]:
        """The files that the fix itself moves."""
        return [one for old, new in self.pairs for one in self.repo.diffs.renames(old, new)]

    @cached_property
    def picks(self) -> list[Pick]:
        """The commits to pick, in order; Refusal for one that cannot be picked.

        A merge commit inside of the fix is expanded into the commits that it brought, unless it holds work of its own
        (a resolved conflict): then it is picked as one change against the parent that the fix began at.
        """
        if self.load.base is None:
            return [self._pick(commit) for commit in self.load.commits]
        mine = set(self.load.commits)
        picks: list[Pick] = []
        skipped: set[Oid] = set()
        # Newest first, so that the side of a merge that is picked as one is known before its commits come.
        for commit in reversed(self.load.commits):
            if commit in skipped:
                continue
            parents = self.repo.objects.read_commit(commit).parents
            if len(parents) < 2:
                picks.append(self._pick(commit))
                continue
            brought = [one for one in self._brought(parents) if one in mine]
            if self._is_plain(commit, parents):
                if brought:
                    count = "commit" if len(brought) == 1 else f"{len(brought)} commits"
                    said = f"merge {commit.short} is picked as the {count} that it brought"
                    self.notes.append(said)
                continue
            pick = self._pick(commit)
            skipped |= set(self.repo.history.ids(f"{pick.base}..{commit}")) & mine
            picks.append(pick)
        return picks[::-1]

    def _pick(self, commit: Oid) -> Pick:
        parents = self.repo.objects.read_commit(commit).parents
        if not parents:
            raise Refusal(
                f"{commit.short} is the first commit of its history: there is nothing to compare it with",
                hint="leave it out, or carry its files by hand",
            )
        if len(parents) == 1:
            return Pick(commit, parents[0])
        number = self._mainline(parents)
        self.notes.append(
            f"merge {commit.short} is picked as one change against parent {number}, {parents[number - 1].short}"
        )
        return Pick(commit, parents[number - 1], number)

    def _mainline(self, parents: tuple[Oid, ...]) -> int:
        """The first parent that the fix began at; a merge the wrong way round has its base behind the second."""
        base = self.load.base
        if base:
            for number, parent in enumerate(parents, 1):
                if self.repo.history.contains(parent, base):
                    return number
        return 1

    def _brought(self, parents: tuple[Oid, ...]) -> list[Oid]:
        number = self._mainline(parents)
        others = [parent for n, parent in enumerate(parents, 1) if n != number]
        return self.repo.history.ids("--no-merges", *others, f"^{parents[number - 1]}")

    def _is_plain(self, commit: Oid, parents: tuple[Oid, ...]) -> bool:
        """Whether git would make the same of its parents: then nothing is in the merge that they do not have."""
        if len(parents) != 2:
            return False
        again = self.repo.merges.merge(parents[0], parents[1])
        return again.clean and again.tree == self.repo.objects.read_commit(commit).tree
