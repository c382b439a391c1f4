"""Whether somebody's living git may hold a lock: `git commit -a` holds one while its editor is open."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.host.living import Running, holders, running

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

HARMLESS = frozenset(
    (
        *("blame", "cat-file", "diff", "grep", "help", "hotfix", "log", "ls-files", "ls-remote"),
        *("ls-tree", "reflog", "rev-list", "rev-parse", "shortlog", "show", "upload-pack"),
        *("credential-cache--daemon", "daemon", "fsmonitor--daemon"),
    )
)
"""Commands that stay open in a pager or as a daemon and hold no lock meanwhile."""
TAKES_A_VALUE = frozenset(("-c", "-C", "--git-dir", "--work-tree", "--namespace", "--exec-path"))
SLACK = 0.1
"""Seconds by which the start of a program is known."""


@dataclass(frozen=True)
class Holder:
    """A program that may hold `lock`."""

    pid: int
    what: str
    lock: Path


def holder(repo: Repository, locks: Collection[Path]) -> Holder | None:
    """A living program that holds one of `locks` or may do so.

    Git closes an index that it has locked, so an open file is not the only sign: a git that was started before
    the lock was made, in a folder of this repository, may be its owner.
    """
    if not locks:
        return None
    known = {each.pid: each for each in running()}
    for pid, lock in holders(locks).items():
        if pid != os.getpid():
            argv = known[pid].argv if pid in known else ()
            return Holder(pid, shown(argv), lock)
    gits = [each for each in known.values() if _may_lock(each.argv)]
    if not gits:
        return None
    places = _places(repo)
    skew = _skew(repo)
    for lock in locks:
        try:
            made = lock.stat().st_mtime - skew
        except OSError:
            continue
        for each in gits:
            if each.started <= made + SLACK and _works_in(each, places):
                return Holder(each.pid, shown(each.argv), lock)
    return None


def shown(argv: Sequence[str]) -> str:
    """A program for people: `git commit`."""
    if not argv:
        return "a program"
    name = Path(argv[0]).name
    verb = _verb(argv) if name == "git" else ""
    return f"{name} {verb}".rstrip()


def _verb(argv: Sequence[str]) -> str:
    words = iter(argv[1:])
    for word in words:
        if word in TAKES_A_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _may_lock(argv: Sequence[str]) -> bool:
    if not argv:
        return False
    name = Path(argv[0]).name
    verb = _verb(argv) if name == "git" else name.removeprefix("git-")
    return (name == "git" or name.startswith("git-")) and verb not in HARMLESS


def _places(repo: Repository) -> list[Path]:
    folders = [repo.common_dir, *(checkout.path for checkout in repo.worktrees.listing())]
    return [folder.resolve() for folder in folders]


def _works_in(each: Running, places: Sequence[Path]) -> bool:
    if each.cwd is None and not each.named:
        return True  # nothing is known of it
    if each.cwd and any(each.cwd.is_relative_to(place) for place in places):
        return True
    return any(
        decode(os.fsencode(place)) in text for place in places for text in (*each.argv, *each.named)
    )


def _skew(repo: Repository) -> float:
    """Seconds by which the file system's clock (a server's, on NFS) is ahead of this machine's."""
    import time

    probe = repo.private / "journal" / f".clock.{os.getpid()}.gitfix-new"
    try:
        probe.touch()
        ahead = probe.stat().st_mtime - time.time()
    except OSError:
        return 0.0
    finally:
        probe.unlink(missing_ok=True)
    return ahead if abs(ahead) > 1 else 0.0
