"""What has become of a conflict since it was laid out: still open, resolved, committed, given up, or gone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import Oid, TreeId
from gitfix.core.pause import Stop
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.git.conflict_look import conflicted, edited_since, looking, oid_of
from gitfix.git.progress import rows

if TYPE_CHECKING:
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

Standing = Literal["open", "resolved", "given-up", "gone", "elsewhere"]
_MARKER = re.compile(rb"^(?:<{7,}|>{7,}|\|{7,})(?: .*)?\r?$", re.MULTILINE)
UNFINISHED = ("MERGE_HEAD", "CHERRY_PICK_HEAD")
LARGEST = 5_000_000
"""Bytes up to which a file is searched for conflict markers."""


@dataclass(frozen=True)
class Found:
    """One conflict as it is now. `tree`: the resolution; `commit`: the person's own one, or nothing.

    `message`: what the person wants the commit to say, where it was edited. The other fields say what is in the way.
    """

    standing: Standing
    unmerged: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    tree: TreeId | None = None
    commit: Oid | None = None
    message: str = ""
    head: Oid | None = None


def read(repo: Repository, stop: Stop) -> Found:
    """How far the person has come; reads only."""
    path = Path(stop.worktree)
    if not (path / ".git").is_file() or not _ours(repo, path):
        return Found("gone")
    with looking(repo, path) as git:
        return _read(repo, git, path, stop)


def _read(repo: Repository, git: Git, path: Path, stop: Stop) -> Found:
    head = oid_of(git, "HEAD")
    if head is None or (head != stop.onto and repo.history.contains(head, stop.onto) is not True):
        return Found("elsewhere", head=head)
    unmerged = conflicted(git)
    if unmerged:
        return Found("open", tuple(unmerged), head=head)
    committed = head != stop.onto
    tree = TreeId(git.line("write-tree"))
    begun = any(oid_of(git, name) for name in UNFINISHED)
    here = repo.objects.read_commit(head).tree
    if not committed and not begun and tree == here and not edited_since(git):
        return Found("given-up", head=head)
    edited = edited_since(git)
    if committed and tree != here:
        staged = git.fields("diff-index", "--cached", "-z", "--name-only", "--no-renames", "HEAD")
        edited = list(dict.fromkeys([*edited, *staged]))
    stray = git.fields("ls-files", "-o", "-z", "--exclude-standard")
    marked = _marked(repo, stop, tree)
    if marked or edited or stray:
        return Found("open", (), tuple(marked), tuple(edited), tuple(stray), head=head)
    message = "" if committed else _message(repo, git, path, stop)
    return Found(
        "resolved", tree=tree, commit=head if committed else None, message=message, head=head
    )


def _ours(repo: Repository, path: Path) -> bool:
    """Whether git still knows the worktree as one of this repository."""
    return any(one.path in (path, path.resolve()) for one in repo.worktrees.listing())


def _message(repo: Repository, git: Git, path: Path, stop: Stop) -> str:
    """The message as the person has edited it; nothing where it is as it was."""
    try:
        text = (repo.worktrees.git_dir(path) / "MERGE_MSG").read_bytes()
    except FileNotFoundError:
        return ""
    said = decode(git.out("stripspace", "--strip-comments", input=text))
    return said if said.strip() and said.strip() != stop.message.strip() else ""


def _marked(repo: Repository, stop: Stop, tree: TreeId) -> list[str]:
    """`path:line` of each conflict marker that neither side had."""
    changed = [row for row in rows(repo, stop.onto, tree) if row.mode in (0o100644, 0o100755)]
    found = []
    for row in changed:
        data = _small(repo, row.new)
        if not _MARKER.search(data):
            continue
        known: set[bytes] = set()
        for side in (f"{stop.onto}:{row.path}", f"{stop.source}:{row.path}"):
            known.update(m[0] for m in _MARKER.finditer(_small(repo, side)))
        starts = [m.start() for m in _MARKER.finditer(data) if m[0] not in known]
        found += [f"{row.path}:{len(data[:at].splitlines()) + 1}" for at in starts]
    return found


def has_markers(data: bytes) -> bool:
    """Whether there is a line in `data` that looks like a conflict marker."""
    return _MARKER.search(data) is not None


def _small(repo: Repository, name: str) -> bytes:
    data = repo.objects.read([name])[0] or b""
    return data if len(data) <= LARGEST and b"\0" not in data[:8000] else b""
