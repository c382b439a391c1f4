"""One engineer's main job in one checkout, and what must hold when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.builder import RepoBuilder
from tests.support.run import Gitfix, Result

POSTMORTEMS = "plans/Security/postmortems"
LOG = "plans/Security/INCIDENT_LOG.md"


@dataclass
class Job:
    """Commands typed in `repo`; after `branch`, in the hotfix's own worktree where there is one."""

    gitfix: Gitfix
    repo: RepoBuilder
    summary: str
    opened: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each command took, the last time."""

    @property
    def place(self) -> RepoBuilder:
        """Where the fix is written."""
        at = self.opened.get("worktree")
        return RepoBuilder(self.repo.world, Path(at), self.repo.extra_env) if at else self.repo

    @property
    def hotfix(self) -> str:
        """The hotfix branch's name."""
        return str(self.opened["branch"])

    @property
    def incident(self) -> str:
        """The incident's id."""
        return str(self.opened["incident"])

    @property
    def postmortem_path(self) -> str:
        """The file that the post-mortem is in."""
        return f"{POSTMORTEMS}/{self.incident}.md"

    def type(self, *args: str, expect: str | None = "OK") -> Any:
        """Type `gitfix ARGS --json` where the fix is; returns `result`."""
        return self.run(*args, expect=expect).result

    def run(self, *args: str, expect: str | None = "OK") -> Result:
        """Type `gitfix ARGS --json` where the fix is."""
        done = self.gitfix(*args, cwd=self.place, expect=expect, json=True)
        self.seconds[" ".join(args[:1] + tuple(a for a in args[1:] if a == "--push"))] = (
            done.seconds
        )
        return done

    def branch(self, *options: str) -> dict[str, Any]:
        """Open the hotfix branch."""
        self.opened = self.type("branch", self.summary, *options)
        return self.opened

    def push(self) -> None:
        """`git push`, as an engineer does it: the hooks run."""
        self.place.git("push", "-q", "-u", "origin", "HEAD")

    def push_by_ref(self) -> None:
        """Push the hotfix branch by its full name."""
        ref = f"refs/heads/{self.hotfix}"
        self.place.git("push", "-q", "origin", f"{ref}:{ref}")

    def finish(self, *backport: str) -> dict[str, Any]:
        """From the pushed fix to the end; returns the last backport's result."""
        self.type("postmortem")
        self.type("backport")
        done = self.type("backport", *(backport or ("--push",)))
        assert isinstance(done, dict)
        return done


def states(result: Mapping[str, Any]) -> dict[str, str]:
    """Target → state of a backport."""
    return {row["branch"]: row["state"] for row in result["targets"]}


def nothing_lost(
    repo: RepoBuilder, before: Mapping[str, str], *, gone: tuple[str, ...] = ()
) -> None:
    """Every branch of `before` is still there and holds all it held; every tag stands where it stood."""
    after = repo.refs()
    for ref, old in before.items():
        if ref in gone:
            continue
        assert ref in after, f"{ref} is gone"
        if ref.startswith("refs/heads/"):
            assert not repo.fails("merge-base", "--is-ancestor", old, after[ref]), (
                f"{ref} lost work"
            )
        else:
            assert after[ref] == old, f"{ref} has moved"


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The refs that are new, gone, or elsewhere; gitfix's own left out."""
    keys = {ref for ref in {*before, *after} if before.get(ref) != after.get(ref)}
    return {ref for ref in keys if not ref.startswith("refs/gitfix")}


def steps(status: Mapping[str, Any]) -> dict[str, str]:
    """Step → state."""
    return {row["id"]: row["state"] for row in status["steps"]}
