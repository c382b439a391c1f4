"""A hotfix as units, and the tree of any part of it, made in memory."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core import glob
from gitfix.core.change import FileChange
from gitfix.core.classify import CHANGELOG, DOCS, TESTS, VERSION, classify_change
from gitfix.core.names import Oid, TreeId
from gitfix.core.noisy_units import noisy_units
from gitfix.core.outcome import Refusal
from gitfix.core.text import encode, printable
from gitfix.core.unit_names import names_in
from gitfix.core.units import Built, FileUnits, Unit, build, file_units, is_cut
from gitfix.core.value import dataclass
from gitfix.git.scratch import scratch
from gitfix.git.tree_edit import replace_in_tree
from gitfix.operations.check_base import head_of, measured_by
from gitfix.operations.check_policy import policy_of
from gitfix.operations.noise import layouts

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace

FIXED = (TESTS, DOCS, CHANGELOG, VERSION)
"""What a test says nothing about, or is the test: it stays as it is in the hotfix."""


@dataclass(frozen=True)
class Hotfix:
    """What is looked at: `tree` is that of `head`, or of the checkout where it holds changes (`uncommitted`)."""

    tag: str
    base: Oid
    head: Oid
    tree: TreeId
    branch: str
    uncommitted: bool
    incident: Incident | None


def hotfix_of(
    work: Workspace, quarantined: Repository, revision: str | None, base: str | None
) -> Hotfix:
    """The hotfix that `revision` names, else the one that is checked out, with its uncommitted changes.

    `quarantined` takes the objects of those changes. Refusal when nothing says what it is based on.
    """
    branch, head = head_of(work, revision)
    found = measured_by(work, head, branch, base)
    committed = work.repo.objects.read_commit(head).tree
    tree = committed
    if revision is None and work.repo.worktree is not None:
        tree = _tree_of_checkout(work, quarantined)
    return Hotfix(found.tag, found.commit, head, tree, branch, tree != committed, found.incident)


def _tree_of_checkout(work: Workspace, quarantined: Repository) -> TreeId:
    """The files as they are, ignored ones left out; through a copy of the index, which stays as it is."""
    path = work.repo.worktree
    assert path is not None
    operation = work.repo.worktrees.operation(path)
    if operation:
        raise Refusal(
            f"{operation} is unfinished in your checkout",
            hint="finish it, or name what you mean: gitfix minimize BRANCH --test …",
        )
    with scratch(work.repo.private) as folder:
        index = folder / "index"
        mine = work.repo.git_dir / "index"
        if mine.exists():
            shutil.copyfile(mine, index)
        env = {"GIT_INDEX_FILE": str(index)}
        git = quarantined.git
        git.run("-c", "core.fsmonitor=false", "add", "-A", env=env)
        return TreeId(git.line("write-tree", env=env))


def test_patterns(work: Workspace, tests: Sequence[str]) -> tuple[str, ...]:
    """What counts as a test here: the policy's patterns, or those that were named."""
    return tuple(tests) or policy_of(work.config).tests


class Candidates:
    """The units of a hotfix, and the trees of its parts; safe to be asked by several threads."""

    def __init__(
        self, work: Workspace, quarantined: Repository, hotfix: Hotfix, tests: Sequence[str] = ()
    ) -> None:
        self._repo = quarantined
        self._lock = threading.Lock()
        policy = policy_of(work.config)
        free: list[FileChange] = []
        fixed: list[FileChange] = []
        self.kinds: Counter[str] = Counter()
        for change in quarantined.diffs.between(hotfix.base, hotfix.tree):
            kind = classify_change(change, policy)
            if tests and (glob.matches(change.path, tuple(tests)) or kind == TESTS):
                kind = TESTS
            if kind in FIXED:
                fixed.append(change)
                self.kinds[kind] += 1
            else:
                free.append(change)
        self.fixed = tuple(fixed)
        self.files = self._cut(free)
        self.units: tuple[Unit, ...] = tuple(unit for file in self.files for unit in file.units)
        start = self._repo.objects.read_commit(hotfix.base).tree
        self._start = replace_in_tree(quarantined, start, entries_of(fixed)) if fixed else start
        self._trees: dict[frozenset[int], TreeId] = {}
        self._blobs: dict[tuple[int, frozenset[int]], Oid] = {}

    def _cut(self, changes: list[FileChange]) -> tuple[FileUnits, ...]:
        names = [oid for change in changes for oid in (change.old_oid, change.new_oid)]
        wanted = [
            name
            for name, change in zip(names, [c for c in changes for _ in "ab"], strict=True)
            if is_cut(change)
        ]
        data = dict(zip(wanted, self._repo.objects.read(wanted), strict=True))
        files: list[FileUnits] = []
        count = 0
        for change in changes:
            before, after = data.get(change.old_oid), data.get(change.new_oid)
            files.append(file_units(change, before or b"", after or b"", count))
            count += len(files[-1].units)
        return tuple(files)

    def contents(self) -> dict[int, bytes]:
        """The contents of added files, by the number of the file."""
        added = [n for n, file in enumerate(self.files) if file.change.old_mode == 0]
        data = self._repo.objects.read([self.files[n].change.new_oid for n in added])
        return {n: found for n, found in zip(added, data, strict=True) if found is not None}

    def hints(self, output: str) -> set[str]:
        """Names that the test says: in the lines that the hotfix changes in it, and when it fails."""
        lines = [line for change in self.fixed for hunk in change.hunks for line in hunk.added]
        return names_in([*map(encode, lines), encode(output)])

    def noise(self) -> set[int]:
        """Units that change nothing, as far as the check can tell."""
        cut = [file for file in self.files if file.cut]
        found = layouts(self._repo, [file.change for file in cut]).regions
        return {
            number for file in cut for number in noisy_units(file, found.get(file.change.path, ()))
        }

    @property
    def everything(self) -> frozenset[int]:
        """All units."""
        return frozenset(range(len(self.units)))

    def tree(self, kept: frozenset[int]) -> TreeId:
        """The base with the tests and the units `kept`; Clash when these cannot be in one tree."""
        with self._lock:
            if kept not in self._trees:
                self._trees[kept] = self._build(kept)
            return self._trees[kept]

    def _build(self, kept: frozenset[int]) -> TreeId:
        entries: dict[str, tuple[int, Oid] | None] = {}
        for file in self.files:
            entries |= dict.fromkeys((file.change.old_path, file.change.path))
        for number, file in enumerate(self.files):
            built = build(file, kept)
            if built is not None:
                entries[built.path] = (built.mode, self._blob(number, file, kept, built))
        return replace_in_tree(self._repo, self._start, entries)

    def _blob(self, number: int, file: FileUnits, kept: frozenset[int], built: Built) -> Oid:
        if built.data is None:
            return Oid(built.oid)
        key = number, kept.intersection(unit.number for unit in file.units)
        if key not in self._blobs:
            self._blobs[key] = self._repo.objects.write_blob(built.data)
        return self._blobs[key]


def entries_of(changes: Sequence[FileChange]) -> dict[str, tuple[int, Oid] | None]:
    """The files of `changes` as they are afterwards."""
    entries: dict[str, tuple[int, Oid] | None] = {}
    for change in changes:
        if change.status in "RD":
            entries[change.old_path] = None
    for change in changes:
        if change.new_mode:
            entries[change.path] = (change.new_mode, change.new_oid)
    return entries


def place_of(unit: Unit) -> str:
    """`cart/views.py:31`, or `cart/views.py:31-35`, or the file alone."""
    name = printable(unit.path)
    if not unit.line:
        return name
    return f"{name}:{unit.line}" + (f"-{unit.last}" if unit.last > unit.line else "")
