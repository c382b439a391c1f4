"""A sealed clone with a bare remote, and a program that takes gitfix's place in the hook and notes that it ran."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from gitfix.core.hook_result import HookResult
from gitfix.core.hook_shim import render
from gitfix.core.settings import Settings
from gitfix.operations.hook_install import install, uninstall
from gitfix.operations.hook_status import status

TEMPLATE = Path(__file__).parents[2] / "templates" / "pre-push.sh"
GITFIX = Path(sys.executable).parent / "gitfix"
SCRIPT = b"#!/bin/sh\n# not gitfix's: \xff\xfe\ncat > seen\nexit ${HOOK_CODE:-0}\n"
"""Somebody's own hook: notes what it was given, ends as HOOK_CODE says; its bytes are not UTF-8."""


def seal(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No configuration but the test's own, no prompt, a fixed identity."""
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITFIX_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
        monkeypatch.setenv(f"GIT_{who}_DATE", "1700000000 +0000")


@dataclass(frozen=True)
class Clone:
    """A clone at `path`, its remote at `remote`."""

    path: Path
    remote: Path

    @classmethod
    def make(cls, root: Path, *options: str) -> Clone:
        """One release, v1.0.0, on main, here and on the remote."""
        clone = cls(root / "shop", root / "shop.git")
        git(root, "init", "-q", "--bare", "-b", "main", *options, str(clone.remote))
        git(root, "init", "-q", "-b", "main", *options, str(clone.path))
        clone.git("remote", "add", "origin", str(clone.remote))
        clone.commit("cart.py", "total = 1\n")
        clone.git("tag", "v1.0.0")
        clone.git("push", "-q", "origin", "main", "v1.0.0")
        return clone

    def git(self, *args: str | bytes, **options: object) -> str:
        return git(self.path, *args, **options)

    def commit(self, name: str, text: str) -> str:
        """Commit a file; returns the commit's id."""
        (self.path / name).write_text(text)
        self.git("add", "--", name)
        self.git("commit", "-q", "-m", name)
        return self.git("rev-parse", "HEAD")

    def push(
        self, *args: str | bytes, cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        """`git push`, whatever comes of it."""
        return subprocess.run(
            ["git", "push", *args],
            cwd=cwd or self.path,
            env={**os.environ, **env},
            capture_output=True,
            check=False,
        )

    def remote_has(self, ref: str) -> bool:
        done = subprocess.run(
            ["git", "show-ref", "-q", "--verify", ref], cwd=self.remote, check=False
        )
        return done.returncode == 0

    @property
    def hooks(self) -> Path:
        return self.path / ".git" / "hooks"

    @property
    def hook(self) -> Path:
        return self.hooks / "pre-push"

    @property
    def before(self) -> Path:
        return self.hooks / "pre-push.gitfix-before"

    def shim(self, probe: Probe | Path, *patterns: str, common: str = "${0%/*}/..") -> None:
        """Put the hook in place by hand, with `probe` in gitfix's place."""
        path = probe.path if isinstance(probe, Probe) else probe
        data = render(
            TEMPLATE.read_bytes(),
            executable=str(path),
            common=common,
            patterns=patterns or ("hotfix/*",),
        )
        write_script(self.hook, data)

    def install(self, force: bool = False, dry_run: bool = False) -> HookResult:
        return result(install(Settings(self.path, dry_run=dry_run), force=force).result)

    def uninstall(self, force: bool = False) -> HookResult:
        return result(uninstall(Settings(self.path), force=force).result)

    def status(self) -> HookResult:
        return result(status(Settings(self.path)).result)

    def state(self) -> tuple[object, ...]:
        """All that install may change: every hook with its kind, mode and bytes, and the configuration."""
        rows = []
        for path in sorted(self.hooks.iterdir()):
            # pathlib would tidy the target up.
            content = os.readlink(path) if path.is_symlink() else path.read_bytes()  # noqa: PTH115
            rows.append((path.name, path.lstat().st_mode, content))
        settings = self.git("config", "--local", "--list")
        return (*rows, settings)


@dataclass(frozen=True)
class Probe:
    """A program in gitfix's place: notes its arguments and its input, and ends with `code`."""

    path: Path

    @classmethod
    def make(cls, folder: Path, code: int = 0) -> Probe:
        folder.mkdir(exist_ok=True)
        probe = cls(folder / "git fix's probe")
        quoted = str(probe.path).replace("'", "'\\''")
        text = f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{quoted}.args'\ncat > '{quoted}.input'\nexit {code}\n"
        write_script(probe.path, text.encode())
        return probe

    @property
    def ran(self) -> bool:
        return self._file("args").exists()

    @property
    def args(self) -> list[str]:
        return self._file("args").read_text().splitlines()

    @property
    def input(self) -> bytes:
        return self._file("input").read_bytes()

    def _file(self, kind: str) -> Path:
        return self.path.with_name(f"{self.path.name}.{kind}")


def git(cwd: Path, *args: str | bytes, **options: object) -> str:
    """Run git; its output without the last line end."""
    done = subprocess.run(["git", *args], cwd=cwd, capture_output=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, (args, done.stderr)
    return str(done.stdout.decode("utf-8", "surrogateescape").rstrip("\n"))


def write_script(path: Path, data: bytes, mode: int = 0o755) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def result(value: object) -> HookResult:
    assert isinstance(value, HookResult)
    return value
