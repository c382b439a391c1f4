"""Where the same change was made by another commit: told by the change alone, wherever it is in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode, encode

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

_SHAPE = (
    "-r",
    "-p",
    "-U3",
    "--no-renames",
    "--full-index",
    "--binary",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-algorithm=myers",
    "--ignore-submodules=none",
)
"""Nothing of the user's configuration may change a patch: diff-tree is plumbing and reads next to none."""


class PatchIds:
    """Patch ids by git's own `patch-id`, white space included."""

    def __init__(self, repo: Repository) -> None:
        self._git = repo.git
        # Without --verbatim (git 2.39), a change of indentation alone would have the id of no change.
        self._how = "--verbatim" if repo.version >= (2, 39) else "--stable"

    def of_commits(self, commits: Sequence[Oid], paths: Sequence[str] = ()) -> dict[Oid, str]:
        """Commit → id, as far as `paths` go (empty: all); merges and commits that change nothing have none."""
        if not commits:
            return {}
        ask = encode("".join(f"{commit}\n" for commit in commits))
        tail = ["--", *paths] if paths else []
        patches = self._git.out("diff-tree", "--stdin", *_SHAPE, *tail, input=ask)
        return self._ids(patches)

    def between(self, base: Oid, head: Oid) -> str:
        """The id of everything from `base` to `head`; empty for no change."""
        patch = self._git.out("diff-tree", *_SHAPE, base, head)
        return next(iter(self._ids(patch).values()), "")

    def _ids(self, patches: bytes) -> dict[Oid, str]:
        rows = decode(self._git.out("patch-id", self._how, input=patches)).split("\n")[:-1]
        pairs = (row.split(" ", 1) for row in rows)
        return {Oid(commit): id for id, commit in pairs}
