"""Counts a hotfix: what every file is and how many lines of it really change."""

from __future__ import annotations

import re

from gitfix.core import classify
from gitfix.core.change import FileChange
from gitfix.core.check_values import CheckInput, Count
from gitfix.core.noise import Noise, file_noise, tree_noise
from gitfix.core.value import dataclass

SUBMODULE = 0o160000
_LFS = re.compile(r"version https://git-lfs\.github\.com/spec/|oid sha256:[0-9a-f]{64}|size \d+$")


@dataclass(frozen=True)
class Measured:
    """One changed file with its kind and its lines, noise apart. `hidden` files have content git
    cannot show.
    """

    change: FileChange
    kind: str
    added: int
    deleted: int
    noise: Noise
    hidden: bool = False

    @property
    def path(self) -> str:
        """Where it is now."""
        return self.change.path

    @property
    def lines(self) -> int:
        """Lines that count."""
        return self.added + self.deleted

    @property
    def only_noise(self) -> bool:
        """Nothing but noise changes, neither content nor mode nor name."""
        return bool(
            self.noise.lines
            and not self.lines
            and self.change.status == "M"
            and self.change.old_mode == self.change.new_mode
        )


@dataclass(frozen=True)
class Subject:
    """What the rules look at."""

    check: CheckInput
    files: tuple[Measured, ...]
    code: Count
    tests: Count
    docs: Count

    @property
    def noise_lines(self) -> int:
        """Noise of all files."""
        return sum(f.noise.lines for f in self.files)


def measure(check: CheckInput) -> Subject:
    """Classify and count; linear in the size of the change."""
    files = tuple(_measure(change, check) for change in check.files)
    return Subject(
        check,
        files,
        code=_count(files, classify.CODE),
        tests=_count(files, classify.TESTS),
        docs=_count(files, classify.DOCS, classify.CHANGELOG, classify.VERSION),
    )


def is_lfs_pointer(change: FileChange) -> bool:
    """Whether the change is to a Git LFS pointer (github.com/git-lfs/git-lfs, docs/spec.md)."""
    lines = [line for hunk in change.hunks for line in (*hunk.removed, *hunk.added)]
    return (
        0 < len(lines) <= 12 and all(map(_LFS.match, lines)) and any(x[:4] == "oid " for x in lines)
    )


def _measure(change: FileChange, check: CheckInput) -> Measured:
    kind = classify.classify_change(change, check.policy)
    if change.path in check.prepared:
        kind = classify.VERSION
    submodule = SUBMODULE in (change.old_mode, change.new_mode)
    if change.binary or submodule or is_lfs_pointer(change):
        return Measured(change, kind, 0, 0, Noise(), hidden=True)
    regions = check.layouts.get(change.path)
    noise = file_noise(change) if regions is None else tree_noise(change, regions)
    return Measured(change, kind, change.added - noise.added, change.deleted - noise.removed, noise)


def _count(files: tuple[Measured, ...], *kinds: str) -> Count:
    chosen = [f for f in files if f.kind in kinds and not f.only_noise]
    added, deleted = sum(f.added for f in chosen), sum(f.deleted for f in chosen)
    return Count(len(chosen), added + deleted, added, deleted)
