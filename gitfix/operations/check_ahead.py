"""Reads modules whole while git still writes the difference, and tells those that go on to offer what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.classify import CODE
from gitfix.core.rules import api
from gitfix.core.value import replace

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.look import Look
    from gitfix.git.repository import Repository

READ_BYTES = 1 << 20
"""Nothing that a person wrote is larger."""
KEPT_BYTES = 32 << 20
"""Of what was read, as much stays in memory; what comes after that is read again when a rule looks at it."""
PORTION = 8
"""Modules that are asked for at once: git is not waited for each of them, and the first are soon there."""
MODULES = (".py", ".pyi")


class Ahead:
    """What was read so far: `contents`. A look at a module that goes on to offer what it did is made quiet."""

    def __init__(self, repo: Repository, looks: dict[str, Look], *, wanted: bool) -> None:
        """`wanted`: whether the rule that needs them is in force, and the change is sure to be read."""
        self.contents: dict[str, bytes] = {}
        self._repo = repo
        self._looks = looks
        self._wanted = wanted
        self._left = KEPT_BYTES
        self._waiting: list[FileChange] = []

    def see(self, change: FileChange) -> None:
        """A changed module that is not quiet by its lines: read now, or in a while with others."""
        if not self._wanted or self._looks[change.path].kind != CODE or not api.reads(change):
            return
        # What is new, gone or moved is read later, when it is known what else is.
        if change.status == "M" and not change.binary and change.old_oid != change.new_oid:
            self._waiting.append(change)
            if len(self._waiting) >= PORTION:
                self.finish()

    def finish(self) -> None:
        """Read those that wait."""
        asked, self._waiting = self._waiting, []
        if not asked:
            return
        from gitfix.core.api.offers import offers_the_same

        found = self._repo.objects.read(
            [oid for one in asked for oid in (one.old_oid, one.new_oid)]
        )
        for at, one in enumerate(asked):
            old, new = found[2 * at], found[2 * at + 1]
            if old is None or new is None or max(len(old), len(new)) > READ_BYTES:
                continue
            if offers_the_same(old, new, package=api.is_package(one.path)):
                self._looks[one.path] = replace(self._looks[one.path], quiet=True)
            elif self._left > 0:
                self._left -= len(old) + len(new)
                self.contents |= {one.old_oid: old, one.new_oid: new}
