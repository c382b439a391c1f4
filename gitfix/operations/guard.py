"""After a pick or merge: every path that changed on the target is explained by the fix, up to renames that are clear.

git guesses renames by likeness. Where two files of the target are equally like the one that the fix changes, the guess
may be clean and wrong: the fix lands in the wrong file. So a guess with a rival is shown instead of landed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gitfix.core.backport import Conflict, Stuck, TargetResult
from gitfix.core.names import Oid
from gitfix.core.value import replace
from gitfix.git.diff import Rename
from gitfix.git.objects import Entry
from gitfix.git.tree_edit import find, is_regular

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.fix import Fix

KIND = "ambiguous rename"
CLOSE = 15
"""Per cent of likeness by which a rival may be behind and still be one."""
UNEXPLAINED = "not part of the fix"


def guarded(rows: Sequence[TargetResult], fixes: dict[str, Fix]) -> list[TargetResult]:
    """The same, with the number of files that each target gets; a row that is not explained becomes a conflict.

    `fixes`: what each target was given. What a person has resolved is not judged.
    """
    moved = [row for row in rows if row.moves and row.tree and row.state != "conflict"]
    if not moved:
        return list(rows)
    repo = fixes[moved[0].branch].repo
    pairs = [(str(repo.objects.read_commit(row.before).tree), str(row.tree)) for row in moved]
    changed = dict(zip([row.branch for row in moved], repo.diffs.paths(pairs), strict=True))
    return [
        _judged(row, fixes[row.branch], changed[row.branch]) if row.branch in changed else row
        for row in rows
    ]


def _judged(row: TargetResult, fix: Fix, changed: list[str]) -> TargetResult:
    counted = replace(row, files=len(changed))
    if row.resolved:
        return counted
    strange = [path for path in changed if path not in fix.paths]
    conflicts = [*_through_targets(row, fix, strange), *_through_its_own(row, fix)]
    if not conflicts:
        return counted
    load = fix.load
    assert row.tree is not None, "only rows with a result are judged"
    stuck = Stuck(row.before, load.head, load.base, row.tree)
    reason = "git had to guess where the fix belongs: " + " or ".join(one.path for one in conflicts)
    return replace(
        row,
        state="conflict",
        after=row.before,
        conflicts=tuple(conflicts),
        reason=reason,
        stuck=stuck,
    )


def _through_targets(row: TargetResult, fix: Fix, strange: list[str]) -> list[Conflict]:
    """Paths that are not the fix's own: each is where the target has moved one of the fix's files to."""
    if not strange:
        return []
    repo, found = fix.repo, []
    for base in dict.fromkeys(old for old, _ in fix.pairs):
        found += [(base, one) for one in repo.diffs.renames(base, row.before, fix.paths)]
    known = {one.new: (base, one) for base, one in found}
    conflicts: dict[str, Conflict] = {}
    for path in strange:
        if path not in known:
            # A whole folder that was moved takes new files along, where the user has told git so.
            if not _folder_moved(path, [one for _, one in found], fix):
                conflicts[path] = Conflict(path, UNEXPLAINED)
            continue
        base, rename = known[path]
        for rival in _rivals(repo, base, row.before, rename):
            conflicts |= {one: Conflict(one, KIND) for one in (path, rival)}
    return list(conflicts.values())


def _through_its_own(row: TargetResult, fix: Fix) -> list[Conflict]:
    """Files that the fix moves: what the target has changed in them goes along, and has to have one place to go."""
    conflicts: dict[str, Conflict] = {}
    if not any(_gone(fix, path) for path in fix.paths):
        return []
    for rename in fix.renames:
        for base, head in fix.pairs:
            theirs = find(fix.repo, row.before, rename.old)
            if theirs is None or theirs == find(fix.repo, base, rename.old):
                continue
            for rival in _rivals(fix.repo, Oid(base), Oid(head), rename):
                conflicts |= {one: Conflict(one, KIND) for one in (rename.new, rival)}
    return list(conflicts.values())


def _gone(fix: Fix, path: str) -> bool:
    return find(fix.repo, fix.load.head, path) is None


def _folder_moved(path: str, renames: Iterable[Rename], fix: Fix) -> bool:
    """Whether `path` is a file of the fix in a folder that was moved."""
    folders = {(_above(one.old), _above(one.new)) for one in renames}
    return any(
        path.startswith(f"{new}/") and f"{old}/{path.removeprefix(f'{new}/')}" in fix.paths
        for old, new in folders
    )


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _rivals(repo: Repository, base: str, head: str, rename: Rename) -> list[str]:
    """Other files that are new in `head` and about as like `rename.old` as the one that git took."""
    name = rename.old.rpartition("/")[2]
    named = rename.new.rpartition("/")[2] == name
    source = find(repo, base, rename.old)
    if source is None:
        return []
    added = repo.diffs.added(base, head)
    entries = {
        path: entry for path in added if path != rename.new and (entry := find(repo, head, path))
    }
    left = {path: entry for path, entry in entries.items() if is_regular(entry)}
    rivals = []
    while left:
        # The best of what is left, by git's own measure: a tree with the one file against a tree with the others.
        numbered = dict(enumerate(left.values()))
        one = repo.objects.write_tree([Entry("source", source.mode, source.oid)])
        others = repo.objects.write_tree(
            Entry(f"{number:08}", entry.mode, entry.oid) for number, entry in numbered.items()
        )
        best = repo.diffs.renames(one, others)
        if not best or best[0].score + CLOSE < rename.score:
            break
        path = list(left)[int(best[0].new)]
        # The one that kept its name is the one, where only one did.
        if not named or path.rpartition("/")[2] == name:
            rivals.append(path)
            break
        del left[path]
    return rivals
