"""The difference between two trees as values: files, hunks, and the commits in between."""

from __future__ import annotations

from gitfix.core.names import Oid
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Hunk:
    """One run of changed lines without context. Line numbers begin at 1; lines carry no line end.

    `above`: the line before it, which both sides have; None where that is not known, or at the beginning of the file.
    """

    old_start: int
    new_start: int
    removed: tuple[str, ...]
    added: tuple[str, ...]
    above: str | None = None


@dataclass(frozen=True)
class FileChange:
    """One changed file. `status` is git's letter: A, M, D, R (renamed), C (copied), T (type changed).

    Modes are git's octal modes (0o100644, 0o100755, 0o120000 link, 0o160000 submodule, 0 absent).
    `binary` files have no hunks and count no lines. `generated` is the `linguist-generated` attribute.
    """

    path: str
    status: str
    old_path: str
    old_mode: int
    new_mode: int
    old_oid: Oid
    new_oid: Oid
    binary: bool = False
    generated: bool = False
    hunks: tuple[Hunk, ...] = ()

    @property
    def added(self) -> int:
        """Number of added lines."""
        count = 0
        for hunk in self.hunks:
            count += len(hunk.added)
        return count

    @property
    def deleted(self) -> int:
        """Number of deleted lines."""
        count = 0
        for hunk in self.hunks:
            count += len(hunk.removed)
        return count


@dataclass(frozen=True)
class CommitChange:
    """A commit between base and head. `foreign_to` names the branch that had it before the incident, if any.

    `own` marks commits that gitfix made itself (a refresh), which may be merges.
    """

    oid: Oid
    parents: tuple[Oid, ...]
    subject: str
    foreign_to: str = ""
    own: bool = False
