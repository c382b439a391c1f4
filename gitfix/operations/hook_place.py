"""Where git looks for the pre-push hook of this clone, and what is there now."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.hook_shim import PRE_COMMIT, Shim, recognise
from gitfix.core.plan import LINK
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.git.pre_push import BEFORE, NAME

if TYPE_CHECKING:
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

LEGACY = "pre-push.legacy"
"""Where the pre-commit framework puts the hook that it finds, and runs first."""
USER_SCOPES = ("system", "global")


@dataclass(frozen=True)
class HookFile:
    """A hook as it is on disk. `data` is None where there is none, a link's target where it is a link."""

    path: Path
    data: bytes | None
    mode: int

    @property
    def shim(self) -> Shim | None:
        """What it was made with, when it is ours."""
        return recognise(self.data) if self.data and self.mode != LINK else None

    @property
    def of_pre_commit(self) -> bool:
        """Whether the pre-commit framework wrote it."""
        return self.data is not None and PRE_COMMIT in self.data[:400]


@dataclass(frozen=True)
class Place:
    """The folder that git takes hooks from. `scope` is where core.hooksPath was set, empty where it was not."""

    folder: Path
    default: Path
    scope: str
    configured: str

    @property
    def hook(self) -> HookFile:
        """The hook that git runs."""
        return read(self.folder / NAME)

    @property
    def before(self) -> HookFile:
        """The hook of others that ours runs first."""
        return read(self.folder / BEFORE)

    @property
    def ours(self) -> HookFile | None:
        """Our hook, where it is run: by git, or by the pre-commit framework that was installed over it."""
        hook = self.hook
        if hook.shim:
            return hook
        legacy = read(self.folder / LEGACY)
        return legacy if hook.of_pre_commit and legacy.shim else None

    @property
    def shadowed(self) -> HookFile | None:
        """Our hook in the clone's own folder, when git looks elsewhere."""
        hook = read(self.default / NAME)
        return hook if self.folder != self.default and hook.shim else None


def find(repo: Repository) -> Place:
    """Where git looks for hooks, core.hooksPath included (githooks(5), git-config(1))."""
    answer = repo.git.out("rev-parse", "--path-format=absolute", "--git-path", "hooks")
    folder = Path(os.path.normpath(decode(answer).rstrip("\n")))
    rows = [setting for setting in repo.config.settings if setting.key == "core.hookspath"]
    scope, configured = (rows[-1].scope, rows[-1].value) if rows else ("", "")
    return Place(folder, repo.common_dir / "hooks", scope, configured)


def read(path: Path) -> HookFile:
    """The hook at `path`."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return HookFile(path, None, 0o644)
    if stat.S_ISLNK(mode):
        return HookFile(path, os.readlink(os.fsencode(path)), LINK)  # noqa: PTH115 - pathlib tidies up
    return HookFile(path, path.read_bytes(), stat.S_IMODE(mode))


def tree_around(repo: Repository, folder: Path) -> Path | None:
    """The checkout of this repository that `folder` is in, unless git ignores it there."""
    real = Path(os.path.realpath(folder))
    for checkout in repo.worktrees.listing():
        root = Path(os.path.realpath(checkout.path))
        if root not in real.parents or _inside_git(repo, real):
            continue
        name = str((real / NAME).relative_to(root))
        git = repo.worktrees.at(checkout.path)
        if git.fields("ls-files", "-z", "--", name) or not _ignored(git, name):
            return checkout.path
    return None


def _ignored(git: Git, name: str) -> bool:
    # check-ignore takes no literal pathspecs; `./` keeps a name from being read as magic.
    env = {"GIT_LITERAL_PATHSPECS": "0"}
    return git.run("check-ignore", "-q", "--", f"./{name}", ok=(0, 1), env=env).code == 0


def _inside_git(repo: Repository, folder: Path) -> bool:
    common = Path(os.path.realpath(repo.common_dir))
    return folder == common or common in folder.parents


def of_husky(folder: Path) -> bool:
    """Whether husky (9 and later) keeps its own wrappers in `folder` and writes them anew."""
    return folder.name == "_" and folder.parent.name == ".husky"
