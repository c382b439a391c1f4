"""Gives a conflict the answer that a person gave before: the same conflict has the same result, on whatever tip.

Asked by the merges themselves, so a merge, each of several picks, and a backport that is computed anew because a
target moved all go on from there by the same code. What is not answered is remembered as the place to stop.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import Oid, TreeId
from gitfix.core.pause import Resolution, Stop
from gitfix.core.value import replace
from gitfix.operations.carry import message_of

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.git.repository import Repository
    from gitfix.operations.applying import Applied, Asked
    from gitfix.operations.fix import Fix

TEXT = ("contents", "add/add", "content")
"""Kinds whose conflict is marked in the file, so that an answer can be carried over line by line."""
REGULAR = (0o100644, 0o100755)


class Resolving:
    """The answers that are known (`known`), and the stops that are left for a person (`stops`, by target)."""

    def __init__(self, repo: Repository, hotfix: str, known: Sequence[Resolution]) -> None:
        self._repo = repo
        self._theirs = f"the hotfix, {hotfix}"
        self.known = tuple(known)
        self.branch = ""
        self.stops: dict[str, Stop] = {}

    def begin(self, branch: str) -> None:
        """From now on it is about this target."""
        self.branch = branch
        self.stops.pop(branch, None)

    def __call__(self, asked: Asked, applied: Applied) -> Applied:
        """The same, resolved as a person did it before; else as it is, and the place is remembered."""
        from gitfix.git import conflict_tree

        merged = applied.merged
        left = {one.path for one in applied.conflicts}
        stages = [one for one in merged.stages if one.path in left]
        words = dict(zip(merged.names, (self.branch, self._theirs), strict=True))
        tree, sides = conflict_tree.named(self._repo, applied.tree, stages, sorted(left), words)
        renamed = {old.path: new.path for old, new in zip(stages, sides, strict=True)}
        conflicts = tuple(replace(c, path=renamed.get(c.path, c.path)) for c in applied.conflicts)
        stop = Stop(
            self.branch, asked.ours, asked.theirs, tree, sides, conflicts, base=asked.base or ""
        )
        for one in self._likely(stop):
            found = carried_over(self._repo, one, stop)
            if found is not None:
                return replace(applied, tree=found, conflicts=(), resolved=True)
        self.stops[self.branch] = stop
        return applied

    def stopped(self, fix: Fix, row: TargetResult) -> TargetResult:
        """Complete what is remembered of a target that ends in a conflict; a guess of git's may be resolved, too."""
        stuck = row.stuck
        if row.state != "conflict" or stuck is None:
            return row
        stop = self.stops.get(row.branch)
        if stop is None or {c.kind for c in stop.conflicts} != {c.kind for c in row.conflicts}:
            stop = Stop(row.branch, stuck.tip, stuck.commit, stuck.tree, (), row.conflicts)
            for one in self.known:
                if one.stop.same(replace(stop, worktree=one.stop.worktree)):
                    return _answered(row, one)
        self.stops[row.branch] = replace(
            stop,
            merge=row.strategy == "merge",
            pick=row.strategy == "pick",
            message=message_of(fix, row, stop.source),
        )
        return row

    def _likely(self, stop: Stop) -> list[Resolution]:
        """This target's own first, the newest first."""
        mine = [one for one in self.known if one.stop.branch == stop.branch]
        others = [one for one in self.known if one.stop.branch != stop.branch]
        return [*reversed(mine), *(one for one in others if _sides(one.stop) == _sides(stop))]


def _answered(row: TargetResult, known: Resolution) -> TargetResult:
    return replace(
        row,
        state="prepared",
        after=known.commit,
        tree=known.tree,
        conflicts=(),
        stuck=None,
        reason="",
        resolved=True,
    )


def _sides(stop: Stop) -> dict[str, set[tuple[int, int, str]]]:
    found: dict[str, set[tuple[int, int, str]]] = {}
    for side in stop.sides:
        found.setdefault(side.path, set()).add((side.stage, side.mode, side.oid))
    return found


def carried_over(repo: Repository, known: Resolution, stop: Stop) -> TreeId | None:
    """What `known` makes of `stop`; None where it is not the same conflict any more."""
    if not stop.conflicts or not _alike(known.stop, stop):
        return None
    if known.stop.tree == stop.tree:
        return known.tree
    from gitfix.git import conflict_tree
    from gitfix.git.progress import rows

    done = rows(repo, known.stop.tree, known.tree)
    now = {row.path: (row.mode, row.new) for row in rows(repo, known.stop.tree, stop.tree)}
    old, new = _sides(known.stop), _sides(stop)
    changes: dict[str, tuple[int, str]] = {}
    for row in done:
        before, after = (row.old_mode, row.old), (row.mode, row.new)
        found = now.get(row.path, before)
        same = row.path in new and old.get(row.path) == new[row.path]
        if found == before or same:
            changes[row.path] = after
        elif found != after:
            merged = _line_by_line(repo, before, found, after)
            if merged is None:
                return None
            changes[row.path] = (found[0], merged)
    tree = conflict_tree.edited(repo, stop.tree, changes) if changes else stop.tree
    return None if _still_marked(repo, known.stop, stop, tree) else tree


def _alike(known: Stop, stop: Stop) -> bool:
    """Whether every conflict of `stop` was one of `known`: with the same versions, or in the lines of a text."""
    old, new = _sides(known), _sides(stop)
    kinds = {one.path: one.kind for one in known.conflicts}
    for conflict in stop.conflicts:
        path = conflict.path
        if kinds.get(path) != conflict.kind:
            return False
        if old.get(path) != new.get(path) and not (
            known.branch == stop.branch and conflict.kind in TEXT
        ):
            return False
    return True


def _line_by_line(
    repo: Repository, before: tuple[int, str], found: tuple[int, str], after: tuple[int, str]
) -> Oid | None:
    if not {before[0], found[0], after[0]} <= set(REGULAR):
        return None
    from gitfix.core.hunks import MARKER
    from gitfix.git.merge_file import merge_file

    data = merge_file(repo, Oid(found[1]), Oid(before[1]), Oid(after[1]), MARKER)
    if data is None or b"<" * MARKER in data:
        return None
    return repo.objects.write_blob(data)


def _still_marked(repo: Repository, known: Stop, stop: Stop, tree: TreeId) -> bool:
    """A new conflict in the same file is nobody's answer yet."""
    from gitfix.git.conflict_read import has_markers

    changed = [
        c.path for c in stop.conflicts if _sides(known).get(c.path) != _sides(stop).get(c.path)
    ]
    return any(
        has_markers(data or b"")
        for data in repo.objects.read([f"{tree}:{path}" for path in changed])
    )
