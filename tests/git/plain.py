"""Plain git in a sealed environment: a few words to build real repositories with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from gitfix.core.names import Oid
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository

CONFIG = """\
[user]
\tname = Ada
\temail = ada@example.com
[init]
\tdefaultBranch = main
[protocol "file"]
\tallow = always
[gc]
\tauto = 0
"""


def seal(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Nothing of this machine's git configuration reaches the test, nor the gitfix in this process."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "config").write_text(CONFIG)
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITFIX_", "SSH_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


class Plain:
    """A repository at `path`, driven by the git binary alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = 1_700_000_000

    @classmethod
    def init(cls, path: Path, *options: str) -> Plain:
        path.mkdir(parents=True, exist_ok=True)
        repo = cls(path)
        repo.git("init", "-q", *options)
        return repo

    def raw(
        self, *args: str | bytes, input: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        self.clock += 60
        stamp = f"{self.clock} +0000"
        dates = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        return subprocess.run(
            ["git", *args],
            cwd=self.path,
            env={**os.environ, **dates, **(env or {})},
            input=input,
            capture_output=True,
            check=False,
        )

    def git(
        self, *args: str | bytes, input: bytes = b"", env: Mapping[str, str] | None = None
    ) -> str:
        done = self.raw(*args, input=input, env=env)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return os.fsdecode(done.stdout).rstrip("\n")

    def oid(self, rev: str = "HEAD") -> Oid:
        return Oid(self.git("rev-parse", "--verify", rev))

    def refs(self) -> dict[str, str]:
        rows = self.git("for-each-ref", "--format=%(refname) %(objectname)")
        return dict(row.rsplit(" ", 1) for row in rows.splitlines())

    def write(self, **files: str | bytes) -> None:
        self.put(files)

    def put(self, files: Mapping[str, str | bytes | None]) -> None:
        for name, content in files.items():
            path = self.path / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.fsencode(content) if isinstance(content, str) else content)

    def commit(self, message: str, files: Mapping[str, str | bytes | None] | None = None) -> Oid:
        if files:
            self.put(files)
            self.git("--literal-pathspecs", "add", "-A", "-f", "--", *files)
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.oid()

    def lose(self, rev: str) -> Oid:
        """Take an object away, as a broken disk does."""
        lost = self.oid(rev)
        (self.path / ".git/objects" / lost[:2] / lost[2:]).unlink()
        return lost

    def text(self, name: str) -> str:
        return (self.path / name).read_text()

    def status(self) -> list[str]:
        return self.git("status", "--porcelain", "--ignored").splitlines()

    def hook(self, name: str, script: str) -> None:
        folder = self.path / "hooks" if (self.path / "HEAD").exists() else self.path / ".git/hooks"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    def clone(self, path: Path, *options: str) -> Plain:
        self.git("clone", "-q", *options, str(self.path), str(path))
        return Plain(path)

    @property
    def repo(self) -> Repository:
        """gitfix's view of it, freshly opened."""
        return open_repository(self.path)
