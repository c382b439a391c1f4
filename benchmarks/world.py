"""Where the measurements happen: no configuration but ours, cached repositories, and clones that are thrown away."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import generate

MANY = 200_000
PLAIN = """\
[user]
	name = Ada
	email = ada@example.org
[init]
	defaultBranch = main
[gc]
	auto = 0
[maintenance]
	auto = false
"""
"""An identity, and no housekeeping that would fall into one command's time and not into another's."""
CONFIG = (
    PLAIN
    + """\
[receive]
	autogc = false
"""
)


@dataclass(frozen=True)
class World:
    """`bin`: the installed gitfix; `cache` outlives the run, `scratch` does not."""

    bin: Path
    cache: Path
    scratch: Path

    @property
    def gitfix(self) -> str:
        """The installed program."""
        return str(self.bin / "gitfix")

    @cached_property
    def env(self) -> dict[str, str]:
        """For everything that is measured."""
        home = self.scratch / "home"
        home.mkdir(parents=True, exist_ok=True)
        (home / ".gitconfig").write_text(CONFIG)
        exported = {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
        return {**exported, "GIT_MERGE_AUTOEDIT": "no", "GIT_EDITOR": ":", "LC_ALL": "C"}

    @cached_property
    def generated(self) -> Path:
        """The generated repository, bare."""
        return self._cached("files")

    @cached_property
    def tagged(self) -> Path:
        """The same with 200,000 tags."""
        return self._cached("tags")

    def _cached(self, kind: str) -> Path:
        digest = hashlib.sha256(Path(generate.__file__).read_bytes()).hexdigest()[:16]
        path = self.cache / "repositories" / f"{digest}-{kind}.git"
        if path.is_dir():
            return path
        for old in path.parent.glob(f"*-{kind}.git*"):
            shutil.rmtree(old)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.half")
        if kind == "tags":
            shutil.copytree(self.generated, half)
            generate.many_tags(half, MANY, self.env)
        else:
            generate.generate(half, self.env)
        return half.rename(path)

    def clone(self, name: str, *, remote: bool = True) -> Clone:
        """A clone with develop checked out somewhere in its past, and a bare remote of its own."""
        bare, path = self.scratch / f"{name}.git", self.scratch / name
        shutil.copytree(self.generated, bare)
        clone = Clone(self, path, bare)
        self.git(self.scratch, "clone", "-q", str(bare), str(path))
        clone.git("branch", "-q", "develop", "origin/develop")
        clone.fresh_develop()
        if not remote:
            clone.git("remote", "remove", "origin")
        return clone

    def git(self, cwd: Path, *args: str, input: str = "") -> str:
        """Run git, untimed; what it wrote."""
        done = subprocess.run(
            ["git", *args],
            cwd=cwd,
            env=self.env,
            input=input.encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout.decode().rstrip("\n")


@dataclass(frozen=True)
class Clone:
    """A clone at `path` of the bare repository `bare`."""

    world: World
    path: Path
    bare: Path

    def git(self, *args: str, input: str = "") -> str:
        """Run git here, untimed; what it wrote."""
        return self.world.git(self.path, *args, input=input)

    def gitfix(self, *args: str) -> None:
        """Run gitfix here, untimed."""
        command = [self.world.gitfix, *args]
        env = self.world.env
        subprocess.run(command, cwd=self.path, env=env, stdout=subprocess.DEVNULL, check=True)

    def fresh_develop(self) -> None:
        """A commit of today on develop: gitfix carries a fix to branches that are worked on."""
        made = self.git("commit-tree", "-p", "develop", "-m", "work of today", "develop^{tree}")
        self.git("update-ref", "refs/heads/develop", made)
        self.git("push", "-q", "origin", "develop")

    def open_hotfix(self) -> str:
        """An incident with its branch checked out; the branch's name."""
        self.gitfix("branch", "--name", "hotfix/2.4.2", "--in-place", "--quiet", "a wrong sum")
        return "hotfix/2.4.2"

    def commit_fix(self, number: int) -> str:
        """A fix of one line and its test, different in every round; the commit."""
        file = self.path / generate.paths()[0]
        file.write_text(file.read_text() + f"rate = {number}\n")
        test = self.path / "tests" / "test_rate.py"
        test.parent.mkdir(exist_ok=True)
        test.write_text(f"def test_rate() -> None:\n    assert rate == {number}\n")
        self.git("add", "--", str(file), str(test))
        self.git("commit", "-q", "-m", "Count the rate once")
        return self.git("rev-parse", "HEAD")
