"""Counts a hotfix: what every file is and how many lines of it really change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from gitfix.core import classify
from gitfix.core.change import FileChange
from gitfix.core.check_values import CheckInput, Count
from gitfix.core.look import SUBMODULE, is_lfs_pointer, look
from gitfix.core.noise import NO_NOISE, Noise
from gitfix.core.value import dataclass

__all__ = ["SUBMODULE", "Measured", "Subject", "about", "is_lfs_pointer", "measure"]


@dataclass(frozen=True)
class Measured:
    """One changed file with its kind and its lines, noise apart. `hidden` files have content git
    cannot show; no pattern of the policy means the path of an `ordinary` one; `plain` as a look has it.
    """

    change: FileChange
    kind: str
    added: int
    deleted: int
    noise: Noise
    hidden: bool = False
    ordinary: bool = False
    plain: bool = False

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
        return self.noise is not NO_NOISE and bool(
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

    @cached_property
    def odd(self) -> list[Measured]:
        """The files that are not plain: hardly any of many."""
        return [file for file in self.files if not file.plain]

    @cached_property
    def noisy(self) -> list[Measured]:
        """The files that have noise."""
        return [file for file in self.files if file.noise is not NO_NOISE]

    @property
    def noise_lines(self) -> int:
        """Noise of all files."""
        return sum(file.noise.lines for file in self.noisy)


def about(subject: Subject, check: CheckInput) -> Subject:
    """The same files with what else is known of them by now, if that changes nothing of their lines."""
    return Subject(check, subject.files, subject.code, subject.tests, subject.docs)


def measure(check: CheckInput) -> Subject:
    """Classify and count; linear in the size of the change."""
    files = tuple(_measure(change, check) for change in check.files)
    kinds: dict[str, list[Measured]] = {}
    for file in files:
        if not file.only_noise:
            kinds.setdefault(file.kind, []).append(file)
    return Subject(
        check,
        files,
        code=_count(kinds, classify.CODE),
        tests=_count(kinds, classify.TESTS),
        docs=_count(kinds, classify.DOCS, classify.CHANGELOG, classify.VERSION),
    )


def _measure(change: FileChange, check: CheckInput) -> Measured:
    seen = check.looks.get(change.path) or look(change, check.policy)
    kind = classify.VERSION if change.path in check.prepared else seen.kind
    if seen.hidden:
        return Measured(change, kind, 0, 0, NO_NOISE, True, seen.ordinary)
    regions = check.layouts.get(change.path)
    noise = seen.noise
    if regions is not None:
        from gitfix.core.noise_edits import tree_noise

        noise = tree_noise(change, regions)
    added, deleted = change.added - noise.added, change.deleted - noise.removed
    return Measured(change, kind, added, deleted, noise, False, seen.ordinary, seen.plain)


def _count(files: Mapping[str, Sequence[Measured]], *kinds: str) -> Count:
    chosen = [file for kind in kinds for file in files.get(kind, ())]
    added, deleted = sum(f.added for f in chosen), sum(f.deleted for f in chosen)
    return Count(len(chosen), added + deleted, added, deleted)
