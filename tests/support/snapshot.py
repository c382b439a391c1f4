"""What a command must not change: every ref, the index, the stash, each byte of the worktrees, configuration,
hooks, a merge in progress, and gitfix's own journal."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from tests.support.builder import RepoBuilder

State = dict[str, str]
"""`section name` → value, for instance `ref refs/heads/main` → object id, `file a.txt` → mode and digest."""

STATE_FILES = (
    "MERGE_HEAD",
    "MERGE_MSG",
    "MERGE_MODE",
    "MERGE_AUTOSTASH",
    "AUTO_MERGE",
    "SQUASH_MSG",
    "CHERRY_PICK_HEAD",
    "REVERT_HEAD",
    "REBASE_HEAD",
    "ORIG_HEAD",
    "FETCH_HEAD",
    "BISECT_LOG",
    "BISECT_START",
    "shallow",
    "config.worktree",
    "info/sparse-checkout",
)
STATE_FOLDERS = ("rebase-merge", "rebase-apply", "sequencer")
"""Files and folders of one worktree's git folder that say what is in progress there."""


def take(repo: RepoBuilder, *, exact_index: bool = False) -> State:
    """All of `repo` and its linked worktrees, as text that can be compared.

    The index is compared by its entries and flags; `exact_index` compares its bytes too (a mere refresh of the
    files' times changes those).
    """
    common = repo.common_dir
    state: State = {}
    rows = repo.git("for-each-ref", "--format=%(refname) %(objectname) %(symref)")
    for row in rows.splitlines():
        name, rest = row.split(" ", 1)
        state[f"ref {name}"] = rest.rstrip()
    if "ref refs/stash" in state:
        for number, row in enumerate(repo.git("stash", "list", "--format=%H %gs").splitlines()):
            state[f"stash {number}"] = row
    for name in ("config", "info/exclude", "info/attributes", "info/grafts", "packed-refs.lock"):
        _file(state, "config", name, common / name)
    _folder(state, "hook", common / "hooks")
    _folder(state, "journal", common / "gitfix" / "journal")
    _folder(state, "operation", common / "gitfix" / "operations")
    for path, label in _worktrees(repo):
        _worktree(state, RepoBuilder(repo.world, path, repo.extra_env), label, exact_index)
    return state


def changes(before: State, after: State) -> list[str]:
    """One line per difference, readable."""
    found = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            found.append(f"{key}: {old or '(not there)'} → {new or '(not there)'}")
    return found


@contextlib.contextmanager
def unchanged(
    *repos: RepoBuilder, allow: tuple[str, ...] | list[str] = (), exact_index: bool = False
) -> Iterator[None]:
    """Nothing in `repos` changes inside the block, except what a pattern in `allow` matches.

    A pattern (shell style) matches a whole key (`file docs/*`, `HEAD *`) or what stands after its section
    (`refs/heads/main`). Whatever is allowed, afterwards gitfix's journal has no plan left to finish.
    """
    before = [take(repo, exact_index=exact_index) for repo in repos]
    yield
    for repo, old in zip(repos, before, strict=True):
        new = take(repo, exact_index=exact_index)
        found = [line for line in changes(old, new) if not _allowed(line.split(": ", 1)[0], allow)]
        assert not found, f"{repo.path} has changed:\n  " + "\n  ".join(found)
        assert_journal_empty(repo)


def assert_journal_empty(repo: RepoBuilder) -> None:
    """No command has left a plan behind."""
    folder = repo.common_dir / "gitfix" / "journal"
    left = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    assert not left, f"gitfix has left unfinished plans: {left}"


def _allowed(key: str, patterns: tuple[str, ...] | list[str]) -> bool:
    rest = key.split(" ", 1)[-1]
    return any(fnmatchcase(key, each) or fnmatchcase(rest, each) for each in patterns)


def _worktrees(repo: RepoBuilder) -> list[tuple[Path, str]]:
    """Each worktree that exists (or the bare repository) and how to call it: empty for the main one."""
    rows = repo.git("worktree", "list", "--porcelain").splitlines()
    paths = [Path(row.removeprefix("worktree ")) for row in rows if row.startswith("worktree ")]
    found = [(path, path.name if number else "") for number, path in enumerate(paths)]
    if all(path != repo.path.resolve() for path in paths):
        # A separate git folder or a submodule: git lists the git folder, the files are here.
        found[0] = (repo.path, "")
    # One that a kill left half made cannot be read; no_leaks says whether it is still there later.
    return [
        (path, label)
        for path, label in found
        if path.is_dir() and not (label and repo.fails("-C", str(path), "rev-parse", "HEAD"))
    ]


def _worktree(state: State, repo: RepoBuilder, label: str, exact_index: bool) -> None:
    at = f"{label}:" if label else ""
    head = repo.run("symbolic-ref", "-q", "HEAD").stdout or repo.run("rev-parse", "HEAD").stdout
    state[f"HEAD {at}HEAD"] = os.fsdecode(head).strip()
    git_dir = repo.git_dir
    for name in STATE_FILES:
        _file(state, "state", at + name, git_dir / name)
    for name in STATE_FOLDERS:
        _folder(state, "state", git_dir / name, f"{at}{name}/")
    if label:
        _file(state, "worktree", f"{at}locked", git_dir / "locked")
        state[f"worktree {label}"] = "is there"
    if repo.git("rev-parse", "--is-bare-repository") == "true":
        return
    for entry in repo.git_bytes("ls-files", "-s", "-v", "-z", "--full-name", ":/").split(b"\0")[
        :-1
    ]:
        left, name = os.fsdecode(entry).split("\t", 1)
        state[f"index {at}{name} {left[-1]}"] = left
    if exact_index:
        _file(state, "index-bytes", f"{at}index", git_dir / "index")
    _folder(state, "file", Path(repo.git("rev-parse", "--show-toplevel")), at)


def _folder(state: State, section: str, root: Path, prefix: str = "") -> None:
    if not root.is_dir():
        return
    for parent, folders, names in os.walk(root):
        inside = Path(parent)
        if section == "file":
            folders[:] = [name for name in folders if not _is_git(inside, name)]
            names = [name for name in names if name != ".git"]
        links = [name for name in folders if (inside / name).is_symlink()]
        for name in (*names, *links):
            path = inside / name
            _file(state, section, prefix + str(path.relative_to(root)), path)
        if not folders and not names and inside != root and section == "file":
            state[f"file {prefix}{inside.relative_to(root)}/"] = "empty folder"


def _is_git(parent: Path, name: str) -> bool:
    return name == ".git" and (parent / name / "HEAD").exists()


def _file(state: State, section: str, name: str, path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            state[f"{section} {name}"] = f"link to {path.readlink()}"
            return
        if not stat.S_ISREG(mode):
            state[f"{section} {name}"] = f"{mode:o}"
            return
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except (FileNotFoundError, NotADirectoryError):
        return
    state[f"{section} {name}"] = f"{mode & 0o7777:o} {digest}"
