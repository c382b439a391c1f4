"""Checkouts: what state each is in, and the few safe ways of changing one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, BranchName
from gitfix.core.text import decode, encode
from gitfix.git.checkout import Checkout, branch_in, parse
from gitfix.git.process import Git, GitFailed
from gitfix.git.scratch import scratch

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

OPERATIONS = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "sequencer": "a cherry-pick or revert",
    "BISECT_LOG": "a bisect",
}
"""Files in a worktree's git folder that mean that something is unfinished there."""

QUIET = ("-c", "core.fsmonitor=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
"""No daemon may be started that would outlive the command and hold its lock."""


class Worktrees:
    """All checkouts of one repository."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._git = repo.git

    def listing(self) -> list[Checkout]:
        """Every checkout, the main one first (a bare main repository is left out)."""
        # NUL-terminated only from git 2.36 on; before that a path with a line end cannot be told.
        nul = self._repo.version >= (2, 36)
        data = self._git.out("worktree", "list", "--porcelain", *(["-z"] if nul else []))
        return parse(decode(data), "\0" if nul else "\n")

    def having(self, branch: str) -> Checkout | None:
        """The checkout of `branch`, if it is checked out anywhere."""
        return next((c for c in self.listing() if c.branch == branch and not c.prunable), None)

    def head(self) -> str | None:
        """The refname that HEAD of this worktree points to; None when detached."""
        return branch_in(self._repo.git_dir / "HEAD") or self._repo.refs.symbolic("HEAD")

    def current_branch(self) -> BranchName | None:
        """The branch that is checked out here (it may be unborn)."""
        head = self.head()
        return BranchName(head.removeprefix(HEADS)) if head and head.startswith(HEADS) else None

    def at(self, path: Path) -> Git:
        """git, run in the worktree at `path`."""
        same = self._repo.worktree is not None and path == self._repo.worktree
        return self._git if same else self._git.at(path)

    def git_dir(self, path: Path) -> Path:
        """The git folder of the worktree at `path`."""
        return Path(self.at(path).line("rev-parse", "--absolute-git-dir"))

    def operation(self, path: Path) -> str:
        """What is unfinished in the worktree at `path` ("a merge"), or nothing."""
        folder = self.git_dir(path)
        return next((name for file, name in OPERATIONS.items() if (folder / file).exists()), "")

    def changed(self, path: Path) -> list[str]:
        """Tracked paths with changes, staged or not, in the worktree at `path`."""
        rows = self.at(path).fields(
            "status", "--porcelain=v2", "-z", "--untracked-files=no", "--ignore-submodules=none"
        )
        found, renamed = [], False
        for row in rows:
            if renamed:
                found.append(row)
                renamed = False
                continue
            renamed = row.startswith("2 ")
            fields = {"1": 8, "2": 9, "u": 10}.get(row[:1])
            if fields:
                found.append(row.split(" ", fields)[fields])
        return found

    def untracked_among(self, path: Path, names: list[str]) -> list[str]:
        """Those of `names` in whose place something untracked is in the worktree at `path` (ignored files too)."""
        spots = {name: _spot(path, name) for name in names}
        if not any(spots.values()):
            return []
        tracked = set(self.at(path).fields("ls-files", "-z"))
        left = [spot for spot in dict.fromkeys(spots.values()) if spot and spot not in tracked]
        others: set[str] = set()
        for start in range(0, len(left), 500):
            some = left[start : start + 500]
            found = self.at(path).fields("ls-files", "-z", "--others", "--", *some)
            others |= {spot for spot in some if any(_below(name, spot) for name in found)}
        return [name for name, spot in spots.items() if spot in others]

    def switch(self, path: Path, branch: BranchName) -> None:
        """Check out `branch` at `path`; GitFailed rather than overwrite anything, ignored files included."""
        self.at(path).run(
            *QUIET, "switch", "--quiet", "--no-overwrite-ignore", "--no-guess", branch
        )

    def detach(self, path: Path, commit: str) -> None:
        """Check out `commit` at `path` without a branch."""
        self.at(path).run(*QUIET, "switch", "--quiet", "--no-overwrite-ignore", "--detach", commit)

    def add(self, path: Path, branch: BranchName) -> None:
        """A linked worktree at `path` for `branch`, its files laid out."""
        self._git.run(*QUIET, "worktree", "add", "--quiet", "--no-checkout", str(path), branch)
        self.lay_out(path)

    def lay_out(self, path: Path) -> None:
        """Fill a worktree that was added without its files; also finishes one that was cut short."""
        self.at(path).run(*QUIET, "reset", "--quiet", "--hard", "--no-recurse-submodules")

    def remove(self, path: Path) -> None:
        """Remove the linked worktree at `path`; GitFailed while something in it is not committed."""
        self._git.run("worktree", "remove", str(path))

    def discard(self, path: Path) -> None:
        """Remove a worktree of which nothing was ever shown to the user."""
        done = self._git.run("worktree", "remove", "--force", "--force", str(path), ok=None)
        if done.code != 0 and path.exists():
            import shutil

            shutil.rmtree(path, ignore_errors=True)
        # git locks a worktree while it makes it, and keeps locked ones from being pruned.
        self._git.run("worktree", "unlock", str(path), ok=None)
        self._git.run("worktree", "prune", ok=None)

    def move(self, path: Path, old: str, new: str) -> bool:
        """Bring index and files at `path` from tree `old` to `new`, keeping local changes to other paths.

        False, with nothing changed, where a local change is in the way.
        """
        # read-tree writes over ignored files without a word.
        if self.untracked_among(path, self._added(old, new)):
            return False
        return self._read_tree(path, old, new)

    def could_move(self, path: Path, old: str, new: str) -> bool:
        """What `move` would answer.

        Asked of a copy of the index: even a dry run locks it, and a lock that is left by a kill before the
        journal begins would be nobody's.
        """
        if self.untracked_among(path, self._added(old, new)):
            return False
        import shutil

        with scratch(self._repo.private) as folder:
            copy = folder / "index"
            with contextlib.suppress(FileNotFoundError):  # a worktree without files has none
                shutil.copyfile(self.git_dir(path) / "index", copy)
            return self._read_tree(path, old, new, "-n", env={"GIT_INDEX_FILE": str(copy)})

    def _read_tree(
        self, path: Path, old: str, new: str, *options: str, env: Mapping[str, str] | None = None
    ) -> bool:
        # Untouched files whose times have changed count as unchanged.
        refresh = {"GIT_OPTIONAL_LOCKS": "1", **(env or {})}
        git = self.at(path)
        git.run(*QUIET, "update-index", "-q", "--refresh", ok=None, env=refresh)
        done = git.run(*QUIET, "read-tree", "-m", "-u", *options, old, new, ok=None, env=env)
        if done.code not in (0, 128):
            raise GitFailed(done)
        return done.code == 0

    def _added(self, old: str, new: str) -> list[str]:
        only = ("--name-only", "--no-renames", "--diff-filter=A")
        return self._git.fields("diff-tree", "-r", "-z", *only, old, new)

    def paths_between(self, old: str, new: str) -> list[str]:
        """Paths that differ between two commits or trees."""
        return self._git.fields("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)

    def hashes(self, path: Path, names: list[str]) -> dict[str, str]:
        """What git would store for the files and links `names` at `path`; missing ones are left out."""
        links = [name for name in names if (path / name).is_symlink()]
        files = [name for name in names if (path / name).is_file() and name not in set(links)]
        git = self.at(path)
        # A name with a line end cannot be asked for in a batch.
        plain = [name for name in files if "\n" not in name]
        ask = b"".join(encode(name) + b"\n" for name in plain)
        ids = decode(git.out("hash-object", "--stdin-paths", input=ask)).split("\n") if ask else []
        found = dict(zip(plain, ids, strict=False))
        for name in files:
            if "\n" in name:
                found[name] = git.line("hash-object", "--", name)
        for name in links:
            target = os.fsencode((path / name).readlink())
            found[name] = git.line("hash-object", "--stdin", input=target)
        return found


def _spot(root: Path, name: str) -> str:
    """What is in the place of `name`: itself, or a file where a folder on the way to it would be."""
    parts = name.split("/")
    for depth in range(1, len(parts) + 1):
        spot = "/".join(parts[:depth])
        if not os.path.lexists(root / spot):
            return ""
        if (root / spot).is_symlink() or not (root / spot).is_dir():
            return spot
    return name


def _below(name: str, spot: str) -> bool:
    return name == spot or name.startswith(f"{spot}/")
