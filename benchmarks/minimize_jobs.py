"""`gitfix minimize` with two jobs against one, on a test that only computes.

Twelve changed lines, four of them needed; nothing is kept between the rounds. The machine has to be quiet, and to have
two processors: the ratio says more about it than about gitfix otherwise.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Measure, ratio
from benchmarks.timing import Failed, Side
from benchmarks.world import World

LIMIT = 0.65
"""Of the time of one job, at most."""
WORK = "sum(i * i for i in range(3_000_000))"
"""A fifth of a second or more: a test that is over at once leaves nothing to do side by side."""
NEEDED = (1, 4, 7, 10)
LINES = 12


def measures(world: World) -> list[Measure]:
    """The whole command, start-up included."""
    what = f"minimize --jobs 2, {LINES} units, a test that computes"
    missing = "" if (os.cpu_count() or 1) > 1 else "needs two processors"
    sides = lambda: _sides(world)  # noqa: E731
    return [Measure("minimize-jobs", what, LIMIT, "--jobs 1", ratio, sides, missing=missing)]


def _sides(world: World) -> Sequence[Side]:
    path = world.scratch / "jobs"
    _generate(path, world)
    needed = " and ".join(f"v.V{n}" for n in NEEDED)
    test = f"python3 -c 'import values as v; {WORK}; assert {needed}'"
    answers = path / ".git" / "gitfix" / "trials"

    def forget(_: int) -> None:
        shutil.rmtree(answers, ignore_errors=True)

    def asked(_: int) -> None:
        if not answers.is_dir():
            raise Failed("minimize ran no test")

    words = (world.gitfix, "minimize", "--test", test, "--base", "v1.0.0", "--quiet")
    return [
        Side(
            f"jobs {jobs}",
            (*words, "--jobs", str(jobs)),
            path,
            world.env,
            before=forget,
            after=asked,
        )
        for jobs in (2, 1)
    ]


def _generate(path: Path, world: World) -> None:
    """A base, and a head in which each of the values differs."""
    path.mkdir()
    text = "".join(f"V{n} = 0\n\n\n\n" for n in range(LINES))
    (path / "values.py").write_text(text)
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["commit", "-q", "-m", "Base"],
        ["tag", "v1.0.0"],
    ):
        world.git(path, *command)
    (path / "values.py").write_text(text.replace("= 0", "= 1"))
    world.git(path, "commit", "-q", "-a", "-m", "Fix")
