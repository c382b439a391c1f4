"""The check: what it costs beside its start on a small hotfix, and beside `git diff --numstat` on large ones."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks import generate
from benchmarks.measure import Measure, difference
from benchmarks.timing import Side, Times
from benchmarks.world import World

_OVER = '"$0" check --base v2.4.1 --quiet; test $? -eq 4'
"""Hotfixes of hundreds of files are over every budget: exit code 4 is what has to come."""


def measures(world: World) -> list[Measure]:
    """Two files, 600 and 17,000."""
    return [
        Measure("check", "check of 2 files, over start-up", 30.0, "ms", difference, lambda: _small(world)),
        *(
            Measure(
                f"check-{count}",
                f"check of {count:,} files less start-up",
                1.4,
                "git diff --numstat",
                _beside,
                lambda count=count: _large(world, count),  # type: ignore[misc]
            )
            for count in (600, 17_000)
        ),
    ]  # fmt: skip


def _beside(times: Sequence[Times]) -> float:
    check, start, numstat = times
    return (check.median - start.median) / numstat.median


def _small(world: World) -> Sequence[Side]:
    clone = world.clone("check")
    clone.open_hotfix()
    clone.commit_fix(0)
    return (
        Side("check", (world.gitfix, "check"), clone.path, world.env),
        Side("start", (world.gitfix, "production", "--help"), clone.path, world.env),
    )


def _large(world: World, count: int) -> Sequence[Side]:
    """One more line in so many files of a tree of 17,000."""
    path = world.scratch / f"check-{count}"
    bare = world.scratch / "check-tree.git"
    if not bare.exists():
        generate.generate(bare, world.env, 17_000)
    world.git(world.scratch, "clone", "-q", "--no-checkout", str(bare), str(path))
    world.git(path, "checkout", "-q", "-b", "hotfix/2.4.2", generate.PRODUCTION)
    for name in generate.paths(17_000)[:count]:
        file = path / name
        file.write_text(file.read_text() + "rate = 1\n")
    world.git(path, "commit", "-qam", "Count the rate once")
    return (
        Side("check", ("sh", "-c", _OVER, world.gitfix), path, world.env),
        Side("start", (world.gitfix, "production", "--help"), path, world.env),
        Side("numstat", ("git", "diff", "--numstat", "v2.4.1", "HEAD"), path, world.env),
    )
