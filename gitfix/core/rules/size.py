"""Files that every later clone of the repository pays for."""

from __future__ import annotations

from collections.abc import Iterator

from gitfix.core.change import FileChange
from gitfix.core.check_values import ERROR
from gitfix.core.measure import Subject
from gitfix.core.rules.base import Finding, Rule

_FILE = 0o100000


def reads(change: FileChange) -> bool:
    """Whether this rule has to know how large the new content is."""
    return (
        change.binary and change.new_mode & 0o170000 == _FILE and change.new_oid != change.old_oid
    )


def _large(subject: Subject) -> Iterator[Finding]:
    limit = subject.check.policy.file_kb
    for file in subject.odd:
        size = (
            subject.check.sizes.get(file.change.new_oid, 0)
            if reads(file.change)
            else _growth(file.change)
        )
        if size > limit * 1024:
            yield Finding(
                f"adds {_kb(size)} to the repository; {limit:,} kB is the limit", file.path
            )


def _growth(change: FileChange) -> int:
    """Bytes by which a text grows: that is what its history costs, after git has compressed it."""
    if change.added <= change.deleted and change.added < 64:
        return 0
    grown = 0
    for hunk in change.hunks:
        grown += sum(map(len, hunk.added)) + len(hunk.added)
        grown -= sum(map(len, hunk.removed)) + len(hunk.removed)
    return grown


def _kb(size: int) -> str:
    return f"{-(-size // 1024):,} kB"


LARGE_FILE = Rule(
    id="large-file",
    severity=ERROR,
    summary="a large file comes into the repository",
    explain=(
        "It stays in the history when it is deleted tomorrow, and every clone and every build downloads it. Counted "
        "is the whole new content of a binary file, and what a text grows by. The limit is budget.max_file_kb, 500 "
        "like that of pre-commit's check-added-large-files."
    ),
    todo="take it out; keep it in an artefact store, or in Git LFS",
    find=_large,
)
