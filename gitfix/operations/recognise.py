"""Commits on a target that are the fix under another name: squashed, rebased or picked by a forge's button or by hand.

Told by patch ids, and by the line that `git cherry-pick -x` writes. Only commits that touch the fix's paths are looked
at: one walk for all targets, and nothing more where nobody has touched them since.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from gitfix.core.names import Oid
from gitfix.core.trailers import picked_from
from gitfix.core.value import dataclass
from gitfix.operations.fix import Fix

MANY = 1000
"""Paths beyond which nobody looks: the command line has an end."""


@dataclass(frozen=True)
class Twin:
    """A commit on a target that brought the fix there. `how`: "squashed", "rebased" or "picked"."""

    commit: Oid
    how: str


class Recognised:
    """The fix's twins on some targets."""

    def __init__(self, fix: Fix, tips: Sequence[Oid]) -> None:
        self._fix = fix
        self._tips = tuple(tips)

    def on(self, tip: Oid) -> Twin | None:
        """The twin in the history of `tip`."""
        mine = [one for one in self._candidates if self._fix.repo.history.contains(tip, one)]
        return self._squashed(mine) or self._one_by_one(mine)

    @cached_property
    def _candidates(self) -> list[Oid]:
        """Commits of the targets that touch the fix's paths and look like it; newest first."""
        fix = self._fix
        if not self._tips or not 0 < len(fix.paths) <= MANY:
            return []
        only = ("--no-merges", *self._tips, "--not", *self._own, "--", *fix.paths)
        found = fix.repo.history.ids(*only)
        if found:
            self._read(found)
        return [one for one in found if self._ids.get(one) in self._wanted or self._said(one)]

    def _read(self, found: list[Oid]) -> None:
        from gitfix.git.patch_ids import PatchIds

        made = PatchIds(self._fix.repo)
        load = self._fix.load
        self._ids = made.of_commits(found, self._fix.paths)
        self._each = made.of_commits(load.commits)
        self._whole = made.between(load.base, load.head) if load.base else ""
        self._wanted = {*self._each.values(), self._whole} - {""}

    @cached_property
    def _own(self) -> list[Oid]:
        load = self._fix.load
        return [load.head] if load.base else list(load.commits)

    def _said(self, commit: Oid) -> set[Oid]:
        """The commits of the fix that `commit` says it was picked from."""
        message = self._fix.repo.objects.read_commit(commit).message
        return {one for one in self._fix.load.commits if picked_from(one) in message}

    def _squashed(self, mine: list[Oid]) -> Twin | None:
        alone = len(self._fix.load.commits) == 1
        same = (one for one in mine if self._whole and self._ids.get(one) == self._whole)
        found = next(same, None)
        return Twin(found, "picked" if alone else "squashed") if found else None

    def _one_by_one(self, mine: list[Oid]) -> Twin | None:
        if not mine:
            return None
        ids = {self._ids[one] for one in mine if one in self._ids}
        said = {source for one in mine for source in self._said(one)}
        # Merges and empty commits have no patch, and nothing to look for.
        missing = [one for one, id in self._each.items() if id not in ids and one not in said]
        if missing or not self._each:
            return None
        return Twin(mine[0], "picked" if said or len(self._each) == 1 else "rebased")
