"""What a changed file says by itself, without the others: found out for one while git still writes the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitfix.core import glob
from gitfix.core.classify import CODE, GENERATED, classify_change, is_version_bump, named
from gitfix.core.leftovers import may_hold
from gitfix.core.noise import NO_NOISE, Noise, file_noise
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.core.change import FileChange
    from gitfix.core.check_values import CheckPolicy

SUBMODULE = 0o160000
_LFS = r"version https://git-lfs\.github\.com/spec/|oid sha256:[0-9a-f]{64}|size \d+$"
_LFS_BEGINS = ("version https://git-lfs", "oid sha256:", "size ")


@dataclass(frozen=True)
class Look:
    """The kind of a file, its noise by the looks of its lines, and whether git can show its content (`hidden`: not).

    `ordinary`: no pattern of the policy means its path, neither the old nor the new one. `quiet`: it is a Python
    module that goes on to offer what it did (core/api/quiet.py); false as well where that is not sure, and None where
    nobody has asked. `plain`: code
    whose lines change and nothing else, and none of them is a marker, left from debugging, or one of very many: what
    the rules about all of this need not look at.
    """

    kind: str
    noise: Noise
    hidden: bool
    ordinary: bool
    quiet: bool | None
    plain: bool = False


def look(change: FileChange, policy: CheckPolicy, *, quiet: bool = True) -> Look:
    """All that the policy and the lines of one file say; `quiet`: whether somebody wants to know that."""
    patterns = _patterns(policy)
    ordinary = not glob.matches(change.path, patterns) and (
        change.old_path == change.path or not glob.matches(change.old_path, patterns)
    )
    if not ordinary:
        kind = classify_change(change, policy)
    else:
        # What no list names is code, whatever became of it.
        kind = GENERATED if change.generated else CODE
        if kind == CODE and _one_line(change) and is_version_bump(change):
            kind = classify_change(change, policy)
    hidden = (
        change.binary or SUBMODULE in (change.old_mode, change.new_mode) or is_lfs_pointer(change)
    )
    noise = NO_NOISE if hidden else file_noise(change)
    plain = ordinary and kind == CODE and not hidden and _is_plain(change, policy.file_kb << 10)
    return Look(kind, noise, hidden, ordinary, is_quiet(change) if quiet else None, plain)


def _one_line(change: FileChange) -> bool:
    hunks = change.hunks
    return len(hunks) == 1 and len(hunks[0].removed) == len(hunks[0].added) == 1


def _is_plain(change: FileChange, limit: int) -> bool:
    """Whether only lines change, fewer than `limit` characters of them are added, and none is of a sort of its own."""
    if change.status != "M" or change.old_mode != change.new_mode:
        return False
    hunks = change.hunks
    added = hunks[0].added if len(hunks) == 1 else [line for one in hunks for line in one.added]
    text = "\n".join(added)
    marked = "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text or "|||||||" in text
    return not marked and len(text) < limit and not may_hold(change.path, text)


def is_quiet(change: FileChange) -> bool:
    """Whether the lines of a Python module say by themselves that it goes on to offer what it did."""
    if change.status != "M" or not change.path.endswith((".py", ".pyi")):
        return False
    from gitfix.core.api import quiet

    return quiet.is_quiet(change.hunks)


def is_lfs_pointer(change: FileChange) -> bool:
    """Whether the change is to a Git LFS pointer (github.com/git-lfs/git-lfs, docs/spec.md)."""
    count = 0
    named = False
    for hunk in change.hunks:
        for line in (*hunk.removed, *hunk.added):
            count += 1
            if count > 12 or not line.startswith(_LFS_BEGINS) or not re.match(_LFS, line):
                return False
            named = named or line[:4] == "oid "
    return named


_last: list[tuple[CheckPolicy, tuple[str, ...]]] = []


def _patterns(policy: CheckPolicy) -> tuple[str, ...]:
    """All patterns that are about a path, in one list: most paths of a large change fit none of them."""
    if not _last or _last[0][0] is not policy:
        more = (p for p in (*policy.forbidden, *policy.migrations) if not p.startswith("!"))
        _last[:] = [(policy, (*named(policy), *more))]
    return _last[0][1]
