"""Looks at a conflict in its worktree without leaving a lock there: what is staged, edited, or as it was laid out."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.text import decode
from gitfix.git.conflict_tree import entries
from gitfix.git.scratch import scratch
from gitfix.git.worktree import QUIET

if TYPE_CHECKING:
    from gitfix.core.pause import Stop
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository


@contextlib.contextmanager
def looking(repo: Repository, path: Path) -> Iterator[Git]:
    """git in the worktree at `path`, with a copy of its index: a look never leaves a lock behind."""
    import shutil

    with scratch(repo.private) as folder:
        git = repo.git.at(path)
        copy = folder / "index"
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(repo.worktrees.git_dir(path) / "index", copy)
        git.env["GIT_INDEX_FILE"] = str(copy)
        yield git


def untouched(repo: Repository, path: Path, stop: Stop) -> bool:
    """Whether nobody has begun to resolve it: HEAD, index and files are as they were laid out."""
    if not (path / ".git").is_file():
        return True
    with looking(repo, path) as git:
        return _as_laid_out(repo, git, path, stop)


def _as_laid_out(repo: Repository, git: Git, path: Path, stop: Stop) -> bool:
    if git.line("rev-parse", "HEAD") != stop.onto:
        return False
    staged = sorted(git.fields("ls-files", "-u", "-z"))
    sides = sorted(f"{s.mode:06o} {s.oid} {s.stage}\t{s.path}" for s in stop.sides)
    others = git.fields("ls-files", "-o", "-z", "--exclude-standard")
    if staged != sides or others or edited_since(git):
        return False
    names = list(dict.fromkeys(side.path for side in stop.sides))
    wanted = {}
    for field in entries(repo, stop.tree, names):
        meta, _, name = field.partition("\t")
        if not meta.startswith("160000"):
            wanted[name] = meta.split(" ")[2]
    return repo.worktrees.hashes(path, names) == wanted


def edited_since(git: Git) -> list[str]:
    """Paths whose files differ from the index; conflicted ones are not among them. `git`: from `looking`."""
    git.run(*QUIET, "update-index", "-q", "--refresh", ok=None, env={"GIT_OPTIONAL_LOCKS": "1"})
    only = ("--name-only", "--diff-filter=ACDMRTXB", "--no-renames", "--ignore-submodules=all")
    found = git.fields("diff-files", "-z", *only)
    unmerged = set(conflicted(git))
    return [name for name in dict.fromkeys(found) if name not in unmerged]


def conflicted(git: Git) -> list[str]:
    """Paths with stages in the index of this worktree."""
    return list(dict.fromkeys(row.partition("\t")[2] for row in git.fields("ls-files", "-u", "-z")))


def oid_of(git: Git, name: str) -> Oid | None:
    """What a ref of this worktree's own (MERGE_HEAD, HEAD) holds."""
    done = git.run("rev-parse", "--verify", "--quiet", name, ok=None)
    return Oid(decode(done.stdout).strip()) if done.code == 0 else None
