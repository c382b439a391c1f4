"""The one facade of the git floor: what repository this is, and its parts, each opened when first used."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import Oid

if TYPE_CHECKING:
    from gitfix.core.plan import UpdateRef
    from gitfix.git.attributes import Attributes
    from gitfix.git.catfile import CatFile
    from gitfix.git.config import GitConfig
    from gitfix.git.diff import Diffs
    from gitfix.git.history import History
    from gitfix.git.merge import Merges
    from gitfix.git.objects import Objects
    from gitfix.git.process import Git
    from gitfix.git.refs import Refs
    from gitfix.git.remote import Patience, Remote
    from gitfix.git.worktree import Worktrees


class Repository:
    """A repository as seen from one folder of it.

    `git_dir` is this worktree's own folder, `common_dir` the shared one; `worktree` is None in a bare repository.
    """

    def __init__(
        self,
        git: Git,
        git_dir: Path,
        common_dir: Path,
        worktree: Path | None,
        shallow: bool,
        object_format: str,
    ) -> None:
        self.git = git
        self.git_dir = git_dir
        self.common_dir = common_dir
        self.worktree = worktree
        self.shallow = shallow
        self.object_format = object_format
        self.identity: tuple[str, str] | None = None
        """Name and e-mail of whoever commits here, once somebody has asked."""
        self.guest = False
        """Whether nothing at all may be written here: a server's repository in the middle of a push."""
        self.patience: Patience | None = None
        """How long its remotes may be silent, once the configuration has been asked."""
        self.recorded: dict[str, UpdateRef] = {}
        """What this run has moved of the record, by the refname."""
        self.shared: dict[str, Oid] = {}
        """What of it went along with a push, and is on the remote."""

    def with_git(self, git: Git) -> Repository:
        """The same repository through another git; what is known of version and configuration stays known."""
        other = Repository(
            git, self.git_dir, self.common_dir, self.worktree, self.shallow, self.object_format
        )
        other.identity, other.guest, other.patience = self.identity, self.guest, self.patience
        other.recorded, other.shared = self.recorded, self.shared
        if "version" in vars(self):
            other.version = self.version
        if "config" in vars(self):
            other.config = self.config.through(git)
        return other

    @property
    def bare(self) -> bool:
        """Whether there is no checkout here."""
        return self.worktree is None

    @property
    def zero(self) -> Oid:
        """Git's "no object" in this repository's hash length."""
        return Oid("0" * (64 if self.object_format == "sha256" else 40))

    @property
    def private(self) -> Path:
        """gitfix's own folder in this clone: journal, operations, lock, rescue."""
        return self.common_dir / "gitfix"

    @property
    def name(self) -> str:
        """The repository's name: its folder, without `.git`."""
        folder = self.common_dir
        if folder.name == ".git":
            folder = folder.parent
        return folder.name.removesuffix(".git")

    @cached_property
    def version(self) -> tuple[int, int]:
        """Major and minor number of the git binary."""
        numbers = self.git.line("--version").split()[2].split(".")
        return int(numbers[0]), int(numbers[1])

    @cached_property
    def refs(self) -> Refs:
        from gitfix.git.refs import Refs

        return Refs(self)

    @cached_property
    def batch(self) -> CatFile:
        from gitfix.git.catfile import CatFile

        return CatFile(self.git)

    @cached_property
    def objects(self) -> Objects:
        from gitfix.git.object_store import open_objects

        return open_objects(self)

    @cached_property
    def config(self) -> GitConfig:
        from gitfix.git.config import GitConfig

        return GitConfig(self)

    @cached_property
    def history(self) -> History:
        from gitfix.git.history import History

        return History(self)

    @cached_property
    def diffs(self) -> Diffs:
        from gitfix.git.diff import Diffs

        return Diffs(self)

    @cached_property
    def attributes(self) -> Attributes:
        from gitfix.git.attributes import Attributes

        return Attributes(self)

    @cached_property
    def merges(self) -> Merges:
        from gitfix.git.merge import Merges

        return Merges(self)

    @cached_property
    def worktrees(self) -> Worktrees:
        from gitfix.git.worktree import Worktrees

        return Worktrees(self)

    def remote(self, name: str) -> Remote:
        """The named remote; it may not exist, then its `urls` are empty."""
        from gitfix.git.remote import Remote

        found = Remote(self, name)
        if self.patience is not None:
            found.patience = self.patience
        return found
