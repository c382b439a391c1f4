"""Worktrees for test runs: laid out once, then brought from one candidate tree to the next.

Only files that differ are written, so that build caches stay warm; what the last test changed is put back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import TreeId
from gitfix.core.text import encode
from gitfix.git.bench import bench, lay_out, take_away
from gitfix.git.objects_plumbing import PlumbingObjects
from gitfix.git.process import Git, split
from gitfix.git.scratch import scratch
from gitfix.git.worktree import QUIET

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

_PLAIN = (*QUIET, "-c", "core.hooksPath=/dev/null", "-c", "core.sparseCheckout=false")
_CACHES = frozenset(
    (
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".hypothesis",
        "node_modules",
        "target",
        "build",
        ".gradle",
    )
)
"""Folders that tests fill for the next run, and that say nothing about the code."""


@contextlib.contextmanager
def quarantine(repo: Repository) -> Iterator[Repository]:
    """The same repository whose new objects go into a folder of their own, which is gone afterwards."""
    with scratch(repo.private) as folder:
        objects = folder / "objects"
        objects.mkdir()
        env = {
            **repo.git.env,
            "GIT_OBJECT_DIRECTORY": str(objects),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _joined(repo.common_dir / "objects"),
        }
        git = Git(repo.git.cwd, interactive=False, env=env, hold=repo.git.hold)
        made = repo.with_git(git)
        made.objects = PlumbingObjects(made)  # libgit2 knows nothing of these variables
        try:
            yield made
        finally:
            vars(made).pop("objects", None)  # ends its cat-file, whose folder is about to go


def _joined(*folders: Path) -> str:
    """Folders as git's list, which colons separate; quoted, so that one in a name does not."""
    words = []
    for folder in folders:
        text = str(folder).replace("\\", "\\\\").replace('"', '\\"')
        words.append(f'"{text}"')
    return os.pathsep.join(words)


class Slot:
    """One worktree. `fresh` says that it was laid out anew, so that its set-up has to run (again)."""

    def __init__(self, repo: Repository, objects: Path, path: Path, mark: str, commit: str) -> None:
        self._repo = repo
        self._objects = objects
        self._commit = commit
        self.path = path
        self.mark = mark
        self.fresh = True
        self._tree = ""
        self._known: set[str] = set()
        self._stamp = 0

    def begin(self) -> None:
        """Lay the worktree out, if that was not done yet or a test has damaged it."""
        if self._tree and self._whole():
            return
        if self._tree:
            take_away(self._repo, self.path)
            self.path.mkdir(mode=0o700)
        lay_out(self._repo, self.path, self._commit)
        self.fresh = True
        self._tree = self._commit

    def settle(self) -> None:
        """What is there now besides git's files is what the set-up made: it stays."""
        self.fresh = False
        self._known = set(self._untracked())

    def hold(self, tree: TreeId) -> None:
        """Make the files those of `tree`, whatever the last test did to them."""
        git = self._git()
        for lock in ("index.lock", "HEAD.lock"):
            (self._registered() / lock).unlink(missing_ok=True)
        self._sweep()
        git.run(*_PLAIN, "update-index", "-q", "--refresh", ok=None)
        git.run(*_PLAIN, "read-tree", "--reset", "-u", "--no-recurse-submodules", tree)
        if tree != self._tree:
            self._touch(
                split(
                    git.out(
                        "diff-tree", "-r", "-z", "--name-only", "--no-renames", self._tree, tree
                    )
                )
            )
        self._tree = tree

    def _touch(self, names: list[str]) -> None:
        """Every content has a time of its own, to the second: compiled Python is kept by time and size alone."""
        self._stamp = max(int(time.time()), self._stamp + 1)
        for name in names:
            with contextlib.suppress(OSError):
                os.utime(
                    encode_path(self.path, name), (self._stamp, self._stamp), follow_symlinks=False
                )

    def _sweep(self) -> None:
        """Take away what the last test left, except caches: it must not decide about the next one."""
        for name in self._untracked():
            if name in self._known or _CACHES & set(name.split("/")):
                continue
            # Bytes, which pathlib has not: a name need not be UTF-8.
            path = encode_path(self.path, name)
            if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(path)  # noqa: PTH108

    def _untracked(self) -> list[str]:
        return self._git().fields("ls-files", "--others", "--exclude-standard", "-z")

    def _registered(self) -> Path:
        return self._repo.common_dir / "worktrees" / self.path.name

    def _whole(self) -> bool:
        pointer, registered = self.path / ".git", self._registered()
        try:
            said = pointer.read_bytes()
        except OSError:
            return False
        mine = os.fsencode(registered) in said
        return mine and (registered / "index").is_file() and (registered / "HEAD").is_file()

    def _git(self) -> Git:
        git = self._repo.git.at(self.path)
        git.env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = _joined(self._objects)
        return git


def encode_path(root: Path, name: str) -> bytes:
    """The file `name` below `root`, byte for byte."""
    return os.path.join(os.fsencode(root), encode(name))  # noqa: PTH118


@contextlib.contextmanager
def slot(repo: Repository, quarantined: Repository, commit: str, what: str) -> Iterator[Slot]:
    """A worktree for `commit` and the trees of `quarantined`; gone afterwards, and swept after a kill."""
    objects = Path(quarantined.git.env["GIT_OBJECT_DIRECTORY"])
    with bench(repo, worktree=True, what=what) as place:
        yield Slot(repo, objects, place.path, place.mark, commit)
