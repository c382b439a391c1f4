"""Opens the repository around a folder: which one it is, and where its parts are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.git.config import LISTED, GitConfig
from gitfix.git.process import Git
from gitfix.git.repository import Repository
from gitfix.git.unopened import not_here

_PLACES = (
    "rev-parse",
    "--path-format=absolute",
    "--is-bare-repository",
    "--is-shallow-repository",
    "--show-object-format",
    "--git-dir",
    "--git-common-dir",
    "--show-toplevel",
)


def open_repository(
    path: Path, *, interactive: bool = False, meanwhile: Callable[[], None] | None = None
) -> Repository:
    """The repository around `path`; Refusal when there is none or git will not open it.

    `meanwhile` is called while git looks; then git reads the configuration as well, which is asked for soon.
    """
    if not path.is_dir():
        raise Refusal(
            f"{path} is not a folder",
            hint="name a folder inside the repository: gitfix --repo PATH",
        )
    git = Git(path, interactive=interactive)
    explicit = {key: os.environ[key] for key in ("GIT_DIR", "GIT_WORK_TREE") if key in os.environ}
    if meanwhile is None:
        done, settings = git.run(*_PLACES, ok=None, env=explicit), None
    else:
        begun = git.begin(*_PLACES, env=explicit)
        settings = git.begin(*LISTED, env=explicit)
        meanwhile()
        done = begun.finish()
    words = decode(done.stdout).split("\n")
    if len(words) < 6:
        if settings is not None:
            settings.drop()
        raise not_here(path, decode(done.stderr))
    bare, shallow, object_format, git_dir, common_dir, *rest = words
    toplevel = rest[0] if done.code == 0 else ""
    if len(words) != (7 if done.code == 0 else 6):
        git_dir, common_dir, toplevel = (
            _one(git, question, explicit)
            for question in ("--git-dir", "--git-common-dir", "--show-toplevel")
        )
    worktree = _worktree(toplevel, bare == "true", Path(git_dir))
    if explicit:
        git.env.update(GIT_DIR=git_dir, **({"GIT_WORK_TREE": str(worktree)} if worktree else {}))
    git.cwd = worktree or Path(git_dir)
    repo = Repository(
        git, Path(git_dir), Path(common_dir), worktree, shallow == "true", object_format
    )
    if settings is not None:
        repo.config = GitConfig(repo, settings)
    return repo


def _one(git: Git, question: str, explicit: dict[str, str]) -> str:
    """One path that may hold line ends; empty where there is none."""
    asked = ("rev-parse", "--path-format=absolute", question)
    return decode(git.run(*asked, ok=None, env=explicit).stdout).removesuffix("\n")


def _worktree(toplevel: str, bare: bool, git_dir: Path) -> Path | None:
    if toplevel:
        return Path(toplevel)
    # Called from inside `.git` of an ordinary clone: its checkout is the folder around it.
    return git_dir.parent if not bare and git_dir.name == ".git" else None
