"""Start-up: what a command costs before it has done anything, in multiples of importing click."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.measure import Measure, ratio
from benchmarks.timing import Side, Times
from benchmarks.world import World


def measures(world: World) -> list[Measure]:
    """Help, and production in a clone and among many tags."""
    return [
        Measure("help", "gitfix --help", 1.4, "C", ratio, lambda: _help(world)),
        Measure(
            "production",
            "gitfix production --offline",
            2.2,
            "C",
            ratio,
            lambda: _production(world),
        ),
        Measure(
            "tags",
            "gitfix production --offline, 200,000 tags",
            1.0,
            "(1.5 git + 2.2 C)",
            _of_allowance,
            lambda: _tags(world),
        ),
    ]


def click(world: World) -> Side:
    """C: the time that Python and click take."""
    argv = (str(world.bin / "python"), "-c", "import click")
    return Side("C", argv, world.scratch, world.env)


def _help(world: World) -> Sequence[Side]:
    return Side("gitfix", (world.gitfix, "--help"), world.scratch, world.env), click(world)


def _production(world: World) -> Sequence[Side]:
    clone = world.clone("production")
    argv = (world.gitfix, "production", "--offline")
    return Side("gitfix", argv, clone.path, world.env), click(world)


def _tags(world: World) -> Sequence[Side]:
    clone = world.clone("tags")
    packed = world.tagged / "packed-refs"
    (clone.path / ".git" / "packed-refs").write_bytes(packed.read_bytes())
    argv = (world.gitfix, "production", "--offline")
    git = ("git", "for-each-ref", "--sort=-v:refname", "refs/tags")
    return (
        Side("gitfix", argv, clone.path, world.env),
        Side("git", git, clone.path, world.env),
        click(world),
    )


def _of_allowance(times: Sequence[Times]) -> float:
    mine, git, start = (one.median for one in times)
    return mine / (1.5 * git + 2.2 * start)
