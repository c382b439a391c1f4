"""A backport that has paused at one conflict, for the tests of what people do then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.builder import RepoBuilder
from tests.support.conflicts import HOTFIX, build, lines
from tests.support.run import Gitfix, Result
from tests.support.world import World

BOTH = lines(l5="both")


@dataclass(frozen=True)
class Paused:
    """A repository without a remote; the fix conflicts with develop and not with main."""

    gitfix: Gitfix
    repo: RepoBuilder

    def run(self, *words: str, expect: str = "OK", cwd: Path | None = None) -> Result:
        return self.gitfix("backport", *words, cwd=cwd or self.repo.path, expect=expect)

    def begin(self, *more: str) -> Result:
        return self.run(HOTFIX, "--onto", "main", "--onto", "develop", *more, expect="CONFLICT")

    @property
    def at(self) -> RepoBuilder:
        return self.repo.worktree_at("../repo-backport-develop")

    def landed(self, content: str = BOTH) -> bool:
        """Whether both targets have the fix, and develop has it as it was resolved."""
        repo = self.repo
        tips = {name: repo.oid(name) for name in ("main", "develop")}
        has = all(
            not repo.fails("merge-base", "--is-ancestor", HOTFIX, tip) for tip in tips.values()
        )
        gone = not repo.refs("refs/gitfix-local/paused") and not self.at.path.exists()
        return has and gone and repo.read("f.txt", "develop") == content


def pause(world: World, gitfix: Gitfix) -> Paused:
    """The backport has stopped at develop's conflict."""
    found = Paused(gitfix, build(world, "content"))
    found.begin()
    return found
