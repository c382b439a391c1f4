"""Where a hotfix branch is checked out: here, in a linked worktree of its own, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import AddWorktree, Step, Switch
from gitfix.core.text import plural, printable
from gitfix.core.value import dataclass

if TYPE_CHECKING:
    from gitfix.git.repository import Repository
    from gitfix.operations.workspace import Workspace

Where = Literal["auto", "worktree", "in-place", "nowhere"]


@dataclass(frozen=True)
class Place:
    """The chosen place: a checkout to switch, a worktree to add, or (both None) the ref alone; and why."""

    switch: Path | None = None
    worktree: Path | None = None
    why: str = ""

    def steps(self, repo: Repository, branch: BranchName, commit: Oid) -> list[Step]:
        """The steps that check `branch` out there."""
        if self.worktree:
            return [AddWorktree(str(self.worktree), branch, commit)]
        if self.switch:
            before = repo.worktrees.head() or str(repo.refs.commit("HEAD"))
            old = repo.refs.commit("HEAD")
            return [Switch(str(self.switch), before, branch.ref, old or commit, commit)]
        return []


def choose(
    work: Workspace,
    where: Where,
    branch: BranchName,
    commit: Oid,
    at: Path | None,
    version: str = "",
) -> Place:
    """A clean checkout is switched in place; anything in the way means a linked worktree.

    Refusal when `in-place` was asked for and something is in the way.
    """
    if where == "nowhere":
        return Place(why="--no-checkout")
    if at is not None or where == "worktree":
        return Place(
            worktree=_free(at or location(work, branch, version)),
            why="a worktree of its own, as asked",
        )
    obstacle = _obstacle(work.repo, commit)
    if not obstacle:
        return Place(switch=work.repo.worktree)
    if where == "in-place":
        raise Refusal(
            f"the branch cannot be checked out here: {obstacle}",
            hint="leave out --in-place: gitfix then uses a worktree of its own",
        )
    return Place(worktree=_free(location(work, branch, version)), why=obstacle)


def _obstacle(repo: Repository, commit: Oid) -> str:
    """Why this checkout must be left as it is; nothing when it can be switched."""
    if repo.worktree is None:
        return "this is a bare repository"
    head = repo.refs.commit("HEAD")
    if head is None:
        return "there is no commit on this branch yet"
    operation = repo.worktrees.operation(repo.worktree)
    if operation:
        return f"{operation} is unfinished in your checkout, which stays as it is"
    changed = repo.worktrees.changed(repo.worktree)
    if changed:
        return f"your checkout has {plural(len(changed), 'changed file')} and stays as it is"
    between = repo.worktrees.paths_between(head, commit)
    hidden = repo.worktrees.untracked_among(repo.worktree, between)
    if hidden:
        return f"{printable(hidden[0])} in your checkout is not tracked and would be overwritten"
    return ""


def location(work: Workspace, branch: BranchName, version: str) -> Path:
    """Beside the main checkout, named up to the version: the slug would make a long path longer."""
    root = work.repo.worktree or work.repo.common_dir
    if work.repo.common_dir.name == ".git":
        root = work.repo.common_dir.parent
    words = branch.replace("/", "-")
    before, found, _ = words.partition(version) if version else (words, "", "")
    words = before + found
    template = work.config.text("worktree.location")
    text = template.format_map({"repository": work.repo.name, "name": words, "branch": words})
    return Path(os.path.normpath(root / text))


def _free(path: Path) -> Path:
    path = Path(os.path.normpath(Path.cwd() / path))
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refusal(
            f"{path} exists already, where the worktree would go",
            hint="name another place: gitfix branch --at PATH",
        )
    return path
