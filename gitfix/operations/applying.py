"""Applies a change to a target in memory, and settles the conflicts that nobody has to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.core.backport import Conflict, Settled
from gitfix.core.names import Oid, TreeId
from gitfix.core.value import dataclass
from gitfix.git.merge import Merged

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.policies import Policies


@dataclass(frozen=True)
class Applied:
    """What came of it. `tree` holds what the policies made of git's `merged`; `conflicts` are those that are left."""

    merged: Merged
    tree: TreeId
    conflicts: tuple[Conflict, ...] = ()
    settled: tuple[Settled, ...] = ()
    resolved: bool = False
    """Whether a person has resolved what was left."""

    @property
    def clean(self) -> bool:
        """Whether the tree can be committed as it is."""
        return not self.conflicts

    @property
    def unaided(self) -> bool:
        """Whether it is clean without a person: only that says something about what is there."""
        return self.clean and not self.resolved


@dataclass(frozen=True)
class Asked:
    """What was to be applied; `base` is None where git chose it."""

    ours: Oid
    theirs: Oid
    base: Oid | None = None


Resolve = Callable[[Asked, Applied], Applied]


class Applier:
    """Merges of one repository, with one set of content policies (None: exactly what git gives)."""

    def __init__(
        self, repo: Repository, policies: Policies | None = None, resolve: Resolve | None = None
    ) -> None:
        self.repo = repo
        self._policies = policies
        self._resolve = resolve
        """Asked about every conflict that is left: whoever knows what a person made of it gives that back."""

    def merge(self, ours: Oid, theirs: Oid, base: Oid | None = None) -> Applied:
        """`theirs` merged into `ours`; the base is git's own choice: `base`, where the caller knows it."""
        return self._resolved(Asked(ours, theirs), self.repo.merges.merge(ours, theirs, base))

    def apply(self, target: Oid, base: Oid, head: Oid) -> Applied:
        """What leads from `base` to `head`, done to `target`."""
        return self._resolved(Asked(target, head, base), self.repo.merges.apply(target, base, head))

    def _resolved(self, asked: Asked, merged: Merged) -> Applied:
        applied = self._settled(merged)
        return applied if applied.clean or not self._resolve else self._resolve(asked, applied)

    def _settled(self, merged: Merged) -> Applied:
        left = tuple(Conflict(found.path, found.kind) for found in merged.conflicts)
        if merged.clean or self._policies is None:
            return Applied(merged, merged.tree, left)
        from gitfix.operations.settle import settle

        tree, settled = settle(self.repo, self._policies, merged)
        done = {one.path for one in settled}
        left = tuple(one for one in left if one.path not in done)
        return Applied(merged, tree, left, settled)
