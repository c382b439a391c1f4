"""A conflict as git itself would leave it in a checkout: index stages, markers, MERGE_HEAD and the message.

Done from what `merge-tree` computed, in a linked worktree of its own; the user's checkouts are not touched.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gitfix.core.text import encode
from gitfix.git.conflict_tree import write_index
from gitfix.git.worktree import QUIET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitfix.core.pause import Stop
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository


def touched(repo: Repository, stop: Stop) -> tuple[str, ...]:
    """The folders that the merge is about: of every path that it changes or cannot settle."""
    paths = repo.worktrees.paths_between(stop.onto, stop.tree)
    paths += [side.path for side in stop.sides] + [one.path for one in stop.conflicts]
    return tuple(sorted({_folder(path) for path in paths}))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def add(repo: Repository, path: Path, stop: Stop) -> None:
    """A linked worktree at `path` that shows `stop`; its HEAD is detached at the commit that is merged into."""
    # Forced: the folder may have been deleted by hand, which git would remember for months.
    words = ("worktree", "add", "--quiet", "--force", "--no-checkout", "--detach")
    repo.git.run(*QUIET, *words, str(path), stop.onto)
    git = repo.worktrees.at(path)
    inside = repo.worktrees.git_dir(path)
    index = inside / "gitfix-index"
    env = {"GIT_INDEX_FILE": str(index)}
    git.run(*QUIET, "read-tree", stop.tree, env=env)
    _lay_out(git, stop, env)
    if stop.sides:
        zero = repo.zero
        rows = [f"0 {zero}\t{name}" for name in dict.fromkeys(side.path for side in stop.sides)]
        rows += [f"{side.mode:06o} {side.oid} {side.stage}\t{side.path}" for side in stop.sides]
        write_index(git, rows, env)
    (inside / "MERGE_MSG").write_bytes(encode(stop.message))
    if stop.merge:
        (inside / "MERGE_MODE").write_bytes(b"no-ff")
        (inside / "MERGE_HEAD").write_bytes(encode(f"{stop.source}\n"))
    elif stop.pick:
        git.run("update-ref", "--no-deref", "CHERRY_PICK_HEAD", stop.source)
    # For `git diff AUTO_MERGE`: what has been done since git stopped.
    git.run("update-ref", "--no-deref", "AUTO_MERGE", stop.tree, ok=None)
    # The index comes last: with it the worktree is whole.
    index.rename(inside / "index")
    # Records the conflict, and repeats what was done to the same one before, where the user has it on.
    git.run(*QUIET, "rerere", ok=None)


def _lay_out(git: Git, stop: Stop, env: Mapping[str, str]) -> None:
    """Write the files; in a large repository only those of the folders that matter, and of those above them."""
    out = (*QUIET, "checkout-index", "--quiet", "--force", "--index")
    if not stop.folders:
        git.run(*out, "--all", env=env)
        return
    wanted = set(stop.folders)
    for folder in stop.folders:
        wanted.update(
            "" if str(above) == "." else str(above) for above in PurePosixPath(folder).parents
        )
    wanted.add("")
    done = git.run("ls-files", "-z", env=env)
    names = done.stdout.split(b"\0")[:-1]
    folders = {encode(folder) for folder in wanted}
    inner: list[bytes] = []
    others: list[bytes] = []
    for name in names:
        (inner if name.rpartition(b"/")[0] in folders else others).append(name + b"\0")
    git.run(*out, "-z", "--stdin", input=b"".join(inner), env=env)
    git.run(
        *QUIET, "update-index", "-z", "--skip-worktree", "--stdin", input=b"".join(others), env=env
    )
