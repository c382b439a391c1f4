"""`gitfix backport` against git-flow AVH's `hotfix finish`: the same fix, onto main and develop.

git-flow is told to leave out what backport does not do: the tag (-n) and deleting the branch (-k). What is left is
the same on both sides: merge into main, merge into develop and, with a remote, ask it first (git-flow fetches the
hotfix branch, gitfix lists all refs) and push both. gitfix also writes its record, and decides the targets by itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Measure, ratio
from benchmarks.timing import Failed, Side
from benchmarks.world import Clone, World

TARGETS = ("main", "develop")


def measures(world: World) -> list[Measure]:
    """With a remote and without one."""
    missing = "" if shutil.which("git-flow") else "git-flow is not installed"
    return [
        Measure(
            "backport-push",
            "gitfix backport --push, two targets",
            0.4,
            "git-flow",
            ratio,
            lambda: _sides(world, remote=True),
            aim=0.2,
            missing=missing,
        ),
        Measure(
            "backport-local",
            "gitfix backport, two targets, no remote",
            0.4,
            "git-flow",
            ratio,
            lambda: _sides(world, remote=False),
            aim=0.2,
            missing=missing,
        ),
    ]


def _sides(world: World, *, remote: bool) -> Sequence[Side]:
    tail = ("--push",) if remote else ()
    mine = Field.make(world, f"gitfix-{remote}", remote=remote)
    flow = Field.make(world, f"flow-{remote}", remote=remote)
    push = ("-p",) if remote else ()
    finish = ("git", "flow", "hotfix", "finish", "-n", "-k", *push, "2.4.2")
    return (
        mine.side("gitfix", (world.gitfix, "backport", *tail)),
        flow.side("git-flow", finish),
    )


@dataclass(frozen=True)
class Field:
    """A clone that is put back before every round, with a new fix each time: no object is there already."""

    clone: Clone
    remote: bool
    refs: dict[Path, dict[str, str]]

    @classmethod
    def make(cls, world: World, name: str, *, remote: bool) -> Field:
        """Ready for both tools, an incident and git-flow's branch settings included."""
        clone = world.clone(name, remote=remote)
        for key, value in (("master", "main"), ("develop", "develop")):
            clone.git("config", f"gitflow.branch.{key}", value)
        for key in ("feature", "bugfix", "release", "hotfix", "support"):
            clone.git("config", f"gitflow.prefix.{key}", f"{key}/")
        clone.git("config", "gitflow.prefix.versiontag", "v")
        clone.open_hotfix()
        private = clone.path / ".git" / "gitfix"
        shutil.copytree(private, private.with_name("gitfix-before"))
        places = [clone.path, clone.bare] if remote else [clone.path]
        refs = {path: _refs(world, path) for path in places}
        return cls(clone, remote, refs)

    def side(self, name: str, argv: tuple[str, ...]) -> Side:
        """The command in this clone, each round on a fresh fix."""
        env = self.clone.world.env
        return Side(name, argv, self.clone.path, env, before=self._fresh, after=self._check)

    def _fresh(self, number: int) -> None:
        git = self.clone.git
        git("symbolic-ref", "HEAD", "refs/heads/hotfix/2.4.2")
        for path, wanted in self.refs.items():
            found = _refs(self.clone.world, path)
            rows = [f"update {ref} {oid}\n" for ref, oid in wanted.items()]
            rows += [f"delete {ref}\n" for ref in found if ref not in wanted]
            self.clone.world.git(path, "update-ref", "--no-deref", "--stdin", input="".join(rows))
        git("reset", "-q", "--hard")
        private = self.clone.path / ".git" / "gitfix"
        shutil.rmtree(private)
        shutil.copytree(private.with_name("gitfix-before"), private)
        self.clone.commit_fix(number)
        if self.remote:
            git("push", "-q", "origin", "hotfix/2.4.2")

    def _check(self, number: int) -> None:
        fix = self.clone.git("rev-parse", "hotfix/2.4.2")
        where = self.clone.bare if self.remote else self.clone.path
        for branch in TARGETS:
            landed = self.clone.world.git(where, "rev-list", "--count", f"{branch}..{fix}")
            if landed != "0":
                raise Failed(f"round {number}: the fix is not on {branch}")


def _refs(world: World, path: Path) -> dict[str, str]:
    shape = "--format=%(refname) %(objectname) %(symref)"
    rows = [row.split(" ") for row in world.git(path, "for-each-ref", shape).splitlines()]
    return {row[0]: row[1] for row in rows if not row[2]}
