"""A small real repository with two releases and, if wanted, a remote and a hotfix: for tests of the post-mortem."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from gitfix.core.outcome import Outcome
from gitfix.core.postmortem_result import PostmortemResult
from gitfix.core.settings import Settings
from gitfix.operations.branch import Wish as BranchWish
from gitfix.operations.branch import branch
from gitfix.operations.postmortem import Wish, postmortem

FOLDER = "plans/Security/postmortems"
LOG = "plans/Security/INCIDENT_LOG.md"


def seal(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Nothing of this machine leaks in."""
    for name, value in {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / ".config"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(folder / ".gitconfig"),
        "GIT_AUTHOR_DATE": "1795460000 +0000",
        "GIT_COMMITTER_DATE": "1795460000 +0000",
        "GIT_EDITOR": "false",
        "GITFIX_CLOCK": "1795464298",
        "LC_ALL": "C.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    (folder / ".gitconfig").write_text(
        "[user]\n name = Ada\n email = ada@example.com\n[init]\n defaultBranch = main\n"
    )


@dataclass
class Shop:
    """The repository at `path`."""

    path: Path
    monkeypatch: pytest.MonkeyPatch

    @classmethod
    def build(cls, path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
        shop = cls(path, monkeypatch)
        path.mkdir()
        shop.git("init", "-q")
        for version in ("2.4.0", "2.4.1"):
            shop.commit(
                "cart/views.py", f"version = {version!r}\nempty = 1\n", f"Release {version}"
            )
            shop.git("tag", f"v{version}")
        shop.commit("new.py", "x = 1\n", "New work")
        return shop

    def git(self, *args: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *args], cwd=cwd or self.path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.rstrip("\n")

    def commit(self, path: str, content: str, message: str) -> None:
        file = self.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        self.git("add", "--", path)
        self.git("commit", "-qm", message)

    def remote(self) -> Path:
        """A bare remote called origin that has everything."""
        bare = self.path.with_name("origin.git")
        self.git("clone", "-q", "--bare", str(self.path), str(bare))
        self.git("remote", "add", "origin", str(bare))
        self.git("fetch", "-q", "origin")
        self.git("remote", "set-head", "origin", "main")
        return bare

    def hotfix(self, summary: str = "Login fails", nonce: str = "k7q2") -> str:
        """Open an incident and commit its fix; returns the incident's id."""
        self.monkeypatch.setenv("GITFIX_NONCE", nonce)
        branch(Settings(self.path), BranchWish(summary=summary, severity="P0"))
        self.commit("cart/views.py", f"version = '2.4.1'\nempty = 0  # {nonce}\n", "Fix it")
        return f"2026-11-23-{nonce}"

    def postmortem(self, **options: object) -> PostmortemResult:
        """Run it and give its result."""
        result = self.outcome(**options).result
        assert isinstance(result, PostmortemResult)
        return result

    def outcome(self, **options: object) -> Outcome:
        names = ("incident", "commit", "push", "answers", "check", "edit", "form", "output")
        wish = {name: options.pop(name) for name in names if name in options}
        return postmortem(Settings(self.path, **options), Wish(**wish))  # type: ignore[arg-type]

    def show(self, path: str, revision: str = "main") -> str:
        return self.git("show", f"{revision}:{path}")

    def state(self) -> dict[str, object]:
        """What must not change when nothing is to be changed."""
        files = {
            str(path.relative_to(self.path)): path.read_bytes()
            for path in self.path.rglob("*")
            if path.is_file() and ".git" not in path.parts
        }
        return {
            "refs": self.git("for-each-ref", "--format=%(refname) %(objectname)"),
            "head": (self.path / ".git" / "HEAD").read_text(),
            "status": self.git("status", "--porcelain"),
            "files": files,
        }
