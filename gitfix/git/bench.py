"""Where a step's commands run: a clean, detached worktree of one exact commit, there only for as long as they run.

It is outside of the git folder, because test runners (jest for one) look at nothing below a `.git`. Its name is nobody
else's: programs that name things after their folder (docker compose) do not meet what runs in the user's checkout.
A lease in gitfix's own folder names it, locked by the gitfix that uses it; a lease without an owner was left by a
killed one, and the next command takes away what it names.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.value import dataclass
from gitfix.git.worktree import QUIET
from gitfix.host.marked import stop_marked
from gitfix.host.signals import undisturbed

if TYPE_CHECKING:
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

FOLDER = "runs"
"""Where the leases are, in gitfix's own folder of a clone."""
_PLAIN = (*QUIET, "-c", "core.hooksPath=/dev/null", "-c", "core.sparseCheckout=false")
"""All files of the commit, and nobody's hooks."""


@dataclass(frozen=True)
class Bench:
    """A place to run commands in. `mark`: what their environment carries (host/marked.py)."""

    path: Path
    mark: str
    left: list[str]
    """What could not be taken away afterwards, in words."""


@contextlib.contextmanager
def bench(repo: Repository, *, worktree: bool, what: str = "run") -> Iterator[Bench]:
    """A place that is gone afterwards: an empty folder for `lay_out`, or the checkout, which stays as it is.

    `what`: the command that it is for, so that after a kill it can be said.
    """
    mark = secrets.token_hex(8)
    words = re.sub(r"[^A-Za-z0-9_-]+", "-", repo.name)[:40].strip("-") or "repository"
    temporary = Path(tempfile.gettempdir()).resolve() / f"gitfix-{words}-{mark}"
    path = temporary if worktree else repo.worktree or repo.git_dir
    left: list[str] = []
    with _lease(repo, mark, path if worktree else None, what):
        try:
            if worktree:
                path.mkdir(mode=0o700)
            yield Bench(path, mark, left)
        finally:
            if worktree:
                with undisturbed():
                    left += take_away(repo, path)


def lay_out(repo: Repository, path: Path, commit: str) -> None:
    """Make the empty folder `path` a detached worktree with the files of `commit`."""
    add(repo, path, commit)
    clean(repo.git.at(path), commit)


def add(repo: Repository, path: Path, commit: str) -> None:
    """Make the empty folder `path` a detached worktree of `commit`, without its files."""
    where = ("--no-checkout", "--detach", str(path), commit)
    with _alone(repo):
        repo.git.run(*_PLAIN, "worktree", "add", "--quiet", *where)


def clean(git: Git, commit: str) -> None:
    """Bring every tracked file back to `commit`; what is not tracked (what a set-up installed) stays."""
    git.run(
        *_PLAIN, "checkout", "--quiet", "--force", "--detach", "--no-recurse-submodules", commit
    )


def take_away(repo: Repository, path: Path) -> list[str]:
    """Remove a worktree of `bench`, in whatever state it is; says what could not be removed.

    Nobody's files are in it but what the commands made; `git worktree remove` would stop at each kind of them.
    """
    shutil.rmtree(path, onerror=_writable)
    with _alone(repo):
        shutil.rmtree(repo.common_dir / "worktrees" / path.name, ignore_errors=True)
        with contextlib.suppress(OSError):
            (repo.common_dir / "worktrees").rmdir()  # only when no other worktree is there
    return [f"{path} could not be removed: rm -r {path}"] if os.path.lexists(path) else []


@contextlib.contextmanager
def _alone(repo: Repository) -> Iterator[None]:
    """One at a time: `git worktree add` reads all worktrees, and fails at one that is half made or half gone."""
    folder = repo.private / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _writable(function: object, name: str, error: object) -> None:
    """Some programs make folders that may not be written (Go's module cache)."""
    with contextlib.suppress(OSError):
        for each in (Path(name).parent, Path(name)):
            if not each.is_symlink():
                each.chmod(each.stat().st_mode | stat.S_IRWXU)
        path = Path(name)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _lease(repo: Repository, mark: str, path: Path | None, what: str) -> Iterator[None]:
    """A file that says what is in use; it is locked before it has its name, so that nobody takes it for left."""
    folder = repo.private / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    partial, lease = folder / f".{mark}.gitfix-new", folder / mark
    handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, json.dumps({"path": str(path) if path else "", "what": what}).encode())
        partial.rename(lease)
        yield
    finally:
        for file in (partial, lease):
            file.unlink(missing_ok=True)
        os.close(handle)


def sweep(repo: Repository) -> list[str]:
    """Take away what killed runs have left: programs, worktrees, leases; one sentence for each."""
    said = []
    for lease in sorted((repo.private / FOLDER).glob("*")):
        try:
            handle = os.open(lease, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            said += _sweep_one(repo, lease)
        except BlockingIOError:
            pass  # its gitfix is at work
        finally:
            os.close(handle)
    return list(dict.fromkeys(said))  # one command may have had several


def _sweep_one(repo: Repository, lease: Path) -> list[str]:
    if not lease.exists():
        return []  # another command was quicker
    if lease.name.startswith("."):
        lease.unlink(missing_ok=True)
        return []
    mark = lease.name
    stopped = stop_marked(mark)
    path, command = _named(lease)
    left: list[str] = []
    if path is not None and path.name.endswith(mark):
        left = take_away(repo, path)
    lease.unlink(missing_ok=True)
    what = "what it had left running is stopped, and " if stopped else ""
    gone = "its worktree is gone" if path else "nothing of it is left"
    then = "gitfix status says what is recorded"
    if command != "run":
        then = "the same command goes on from what was found"
    return [f"gitfix {command} was cut short: {what}{gone}; {then}", *left]


def _named(lease: Path) -> tuple[Path | None, str]:
    """The worktree that a lease names, and the command that it was for."""
    try:
        found = json.loads(lease.read_bytes())
        path, what = found["path"], found.get("what", "run")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, "run"
    return Path(path) if isinstance(path, str) and path else None, str(what)
