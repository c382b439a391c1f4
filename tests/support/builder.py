"""Builds real repositories, in git's own nouns: commit, tag, branch, merge, clone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.support.world import World


@dataclass(frozen=True)
class Executable:
    """The content of a file that may be run."""

    content: str | bytes


@dataclass(frozen=True)
class Link:
    """A symbolic link to `target`."""

    target: str


Content = str | bytes | Executable | Link | None
"""What `commit` puts at a path; None takes the path away."""


class GitError(AssertionError):
    """A git command of the test itself failed."""


class RepoBuilder:
    """A repository at `path`; time passes by a minute with every commit and annotated tag."""

    def __init__(self, world: World, path: Path, env: Mapping[str, str] | None = None) -> None:
        self.world = world
        self.path = path
        self.extra_env = dict(env or {})

    @classmethod
    def init(
        cls, world: World, path: Path, *options: str, env: Mapping[str, str] | None = None
    ) -> Self:
        """`git init [OPTIONS] path`, on branch main."""
        path.mkdir(parents=True, exist_ok=True)
        repo = cls(world, path, env)
        repo.git("init", "-q", *options)
        return repo

    def __repr__(self) -> str:
        return f"RepoBuilder({self.path})"

    def env(self, **more: str) -> dict[str, str]:
        """The environment for programs that run in this repository."""
        return {**self.world.env(), **self.extra_env, **more}

    # -- running git

    def run(
        self, *args: str, input: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git here, whatever it exits with; its commits carry the world's time."""
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            env={**self.env(), **self.world.dates(), **(env or {})},
            input=input,
            capture_output=True,
            check=False,
        )

    def git_bytes(
        self, *args: str, input: bytes = b"", env: Mapping[str, str] | None = None
    ) -> bytes:
        """What git wrote; GitError when it failed."""
        done = self.run(*args, input=input, env=env)
        if done.returncode:
            words = (done.stdout + done.stderr).decode(errors="replace")
            raise GitError(f"git {' '.join(args)} exited {done.returncode} in {self.path}\n{words}")
        return done.stdout

    def git(self, *args: str, input: str = "", env: Mapping[str, str] | None = None) -> str:
        """What git wrote, as text, without its last line end."""
        return os.fsdecode(self.git_bytes(*args, input=os.fsencode(input), env=env)).rstrip("\n")

    def fails(self, *args: str) -> bool:
        """Whether git refuses to do it."""
        return self.run(*args).returncode != 0

    # -- looking

    def oid(self, rev: str = "HEAD") -> str:
        """The object id of `rev`, or an error."""
        return self.git("rev-parse", "--verify", "--end-of-options", rev)

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.oid("HEAD^{commit}")

    @property
    def current(self) -> str:
        """The branch that is checked out; empty when HEAD is detached."""
        done = self.run("symbolic-ref", "-q", "--short", "HEAD")
        return os.fsdecode(done.stdout).rstrip("\n")

    def refs(self, *patterns: str) -> dict[str, str]:
        """Full refname to object id."""
        rows = self.git("for-each-ref", "--format=%(refname) %(objectname)", *patterns)
        return dict(row.rsplit(" ", 1) for row in rows.splitlines())

    def has(self, ref: str) -> bool:
        """Whether the full refname `ref` exists."""
        return self.run("show-ref", "--verify", "-q", ref).returncode == 0

    def read(self, path: str, rev: str | None = None) -> str:
        """A file of the worktree, or of `rev`."""
        if rev is None:
            return (self.path / path).read_text()
        return os.fsdecode(self.git_bytes("cat-file", "blob", f"{rev}:{path}"))

    def files(self, rev: str = "HEAD") -> list[str]:
        """Paths in the tree of `rev`."""
        return os.fsdecode(self.git_bytes("ls-tree", "-rz", "--name-only", rev)).split("\0")[:-1]

    def log(self, revs: str = "HEAD") -> list[str]:
        """Subjects, newest first."""
        return self.git("log", "--format=%s", *revs.split()).splitlines()

    @property
    def git_dir(self) -> Path:
        """This worktree's git folder."""
        return Path(self.git("rev-parse", "--absolute-git-dir"))

    @property
    def common_dir(self) -> Path:
        """The git folder that all worktrees share."""
        return (self.path / self.git("rev-parse", "--git-common-dir")).resolve()

    # -- changing

    def write(self, files: Mapping[str, Content]) -> None:
        """Change the worktree only."""
        for name, content in files.items():
            path = self.path / name
            if path.is_symlink() or (content is None and path.exists()):
                path.unlink()
            if content is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Link):
                path.symlink_to(content.target)
                continue
            path.write_bytes(_bytes(content))
            if isinstance(content, Executable):
                path.chmod(0o755)

    def stage(self, files: Mapping[str, Content]) -> None:
        """Change the worktree and the index."""
        self.write(files)
        self.git("--literal-pathspecs", "add", "-A", "-f", "--", *files)

    def commit(
        self, message: str, files: Mapping[str, Content] | None = None, *, author: str = ""
    ) -> str:
        """Commit `files` (and what is staged) on the current branch; returns the commit."""
        if files:
            self.stage(files)
        options = [f"--author={author}"] if author else []
        self.git("commit", "-q", "--allow-empty", "-F", "-", *options, input=message)
        self.world.advance()
        return self.head

    def commit_on(
        self, branch: str, message: str | bytes, files: Mapping[str, Content], *, author: str = ""
    ) -> str:
        """Commit on a branch that is not checked out (or in a bare repository), in one git process.

        `branch` is created from HEAD when it does not exist.
        """
        ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
        assert self.current != branch or self.git("rev-parse", "--is-bare-repository") == "true"
        parent = f"{ref}^0" if self.has(ref) else self.head
        self.git_bytes(
            "fast-import",
            "--quiet",
            "--date-format=raw",
            input=_stream(ref, parent, message, files, author, self.world.now),
        )
        self.world.advance()
        return self.oid(ref)

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Create (or move) a branch without checking it out."""
        self.git("update-ref", f"refs/heads/{name}", self.oid(f"{start}^{{commit}}"))

    def switch(self, name: str, *, create: bool = False, start: str = "") -> None:
        """Check a branch out; `create` makes it, at `start`."""
        options = ["-c"] if create else []
        self.git("switch", "-q", *options, name, *([start] if start else []))

    def detach(self, rev: str = "HEAD") -> None:
        """Check out a commit, no branch."""
        self.git("switch", "-q", "--detach", rev)

    def merge(self, rev: str, message: str = "", *, ff: bool = False) -> str:
        """Merge `rev`, with a merge commit unless `ff`; returns the new head."""
        words = ["-m", message or f"Merge {rev}"]
        self.git("merge", "-q", "--ff" if ff else "--no-ff", *words, rev)
        self.world.advance()
        return self.head

    def tag(
        self, name: str, rev: str = "HEAD", *, annotated: bool = True, force: bool = False
    ) -> str:
        """Tag `rev`; returns the object that the tag ref holds."""
        options = ["-a", "-m", f"Release {name}"] if annotated else []
        self.git("tag", *(["-f"] if force else []), *options, "--", name, rev)
        self.world.advance(60 if annotated else 0)
        return self.oid(f"refs/tags/{name}")

    def config(self, key: str, value: str | None) -> None:
        """Set a value in the repository's own configuration; None takes it away."""
        self.git("config", *(["--unset-all", key] if value is None else [key, value]))

    def hook(self, name: str, script: str) -> Path:
        """Install a hook; `script` is POSIX sh, without its first line."""
        folder = self.common_dir / "hooks"
        return self.world.script(name, f"#!/bin/sh\n{script}\n", folder=folder)

    def clone(self, path: Path, *options: str, env: Mapping[str, str] | None = None) -> RepoBuilder:
        """Clone this repository; the `file://` way with `--depth` or `--filter`, else as a local path."""
        remote = any(o.startswith(("--depth", "--filter", "--shallow")) for o in options)
        url = f"file://{self.path}" if remote else str(self.path)
        self.git("clone", "-q", *options, "--", url, str(path), env=env)
        return RepoBuilder(self.world, path, env or self.extra_env)

    def worktree_at(self, path: str) -> RepoBuilder:
        """The linked worktree at `path`, as seen from here."""
        return RepoBuilder(self.world, (self.path / path).resolve(), self.extra_env)

    def worktree(self, path: Path, *args: str) -> RepoBuilder:
        """`git worktree add PATH [ARGS]`."""
        self.git("worktree", "add", "-q", str(path), *args)
        return RepoBuilder(self.world, path, self.extra_env)


def _bytes(content: str | bytes | Executable | Link) -> bytes:
    inner = content.content if isinstance(content, Executable) else content
    inner = inner.target if isinstance(inner, Link) else inner
    return os.fsencode(inner) if isinstance(inner, str) else inner


def _mode(content: Content) -> str:
    return {Executable: "100755", Link: "120000"}.get(type(content), "100644")


def _quoted(path: str) -> bytes:
    return b'"' + b"".join(b"\\%03o" % byte for byte in os.fsencode(path)) + b'"'


def _stream(
    ref: str,
    parent: str,
    message: str | bytes,
    files: Mapping[str, Content],
    author: str,
    now: int,
) -> bytes:
    """A commit in the language of git fast-import."""
    words = message if isinstance(message, bytes) else os.fsencode(message)
    person = os.fsencode(author or "Ada Lovelace <ada@example.com>")
    parts = [
        b"commit %s\n" % os.fsencode(ref),
        b"author %s %d +0000\n" % (person, now),
        b"committer %s %d +0000\n" % (person, now),
        b"data %d\n%s\nfrom %s\n" % (len(words), words, os.fsencode(parent)),
    ]
    for path, content in files.items():
        if content is None:
            parts.append(b"D %s\n" % _quoted(path))
            continue
        data = _bytes(content)
        parts.append(b"M %s inline %s\n" % (_mode(content).encode(), _quoted(path)))
        parts.append(b"data %d\n%s\n" % (len(data), data))
    return b"".join(parts)
