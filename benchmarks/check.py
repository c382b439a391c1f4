"""The check: what it costs beside its start on a small hotfix, and beside `git diff --numstat` on large ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks import generate
from benchmarks.measure import Measure, difference
from benchmarks.timing import Side, Times
from benchmarks.world import World

_OVER = '"$0" check --base "$1" --quiet $2; test $? -eq 4'
"""Hotfixes of hundreds of files are over every budget: exit code 4 is what has to come."""


def measures(world: World) -> list[Measure]:
    """Two files, 600 and 17,000; and 600 that are read whole, which a check of so many does only if it is asked to."""
    return [
        Measure("check", "check of 2 files, over start-up", 30.0, "ms", difference, lambda: _small(world)),
        *(
            Measure(
                f"check-{count}",
                f"check of {count:,} files less start-up",
                1.4,
                "git diff --numstat",
                _beside,
                partial(make, world),
            )
            for count, make in ((600, _modules), (17_000, _lines))
        ),
        Measure(
            "check-600-whole",
            "the same of 600 files, all of them read",
            None,
            "git diff --numstat",
            _beside,
            lambda: _modules(world, "--whole"),
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


def _lines(world: World) -> Sequence[Side]:
    """One more line in each file of a tree of 17,000."""
    path = _tree(world, "check-17000")
    for name in generate.paths(17_000):
        file = path / name
        file.write_text(file.read_text() + "rate = 1\n")
    return _sides(world, path, generate.PRODUCTION)


def _modules(world: World, option: str = "") -> Sequence[Side]:
    """Changes as real work has them in 600 of 17,600 files, whole modules with classes and functions.

    Of 955 modules that real commits changed, a tenth could be told from their lines to offer what they did, and a
    seventh did not offer it any more; of 1,268 others a quarter had an import changed, a tenth a definition.
    """
    path = _tree(world, f"check-600{option}")
    folder = path / "lib"
    folder.mkdir()
    for number in range(600):
        (folder / f"module{number:03}.py").write_text(_module(number, changed=False))
    world.git(path, "add", "lib")
    world.git(path, "commit", "-qm", "The library")
    world.git(path, "tag", "v2.5.0")
    for number in range(600):
        (folder / f"module{number:03}.py").write_text(_module(number, changed=True))
    return _sides(world, path, "v2.5.0", option)


def _module(number: int, *, changed: bool) -> str:
    imports = "import os\n" + "import sys\n" * (changed and number % 4 == 0)
    default = f", *, again{'=False' * (number % 20 > 0)}" * (changed and number % 10 == 0)
    text = f'"""The parts of order {number}."""\n\n{imports}\nRATE = 0.2  # of the price\n'
    for part in range(6):
        text += f'''

class Part{part}:
    """What one part costs."""

    def __init__(self, price, count=1{default}):
        self.price = price
        self.count = count

    def total(self, tax):
        """The price of all."""
        found = sum(
            self.price * RATE
            for _ in range(self.count)
        )
        return found + tax
'''
    if changed:
        text = text.replace(
            "        return found", "        # Nothing is free.\n        return abs(found)", 2
        )
        if number % 10 != 1:
            text = text.replace(
                "            self.price * RATE", "            abs(self.price) * RATE", 2
            )
        if number % 10 == 2:
            text = text.replace("RATE", "SHARE")
    return text


def _tree(world: World, name: str) -> Path:
    """A clone of a tree of 17,000 files, with a hotfix branch at the production tag."""
    bare, path = world.scratch / "check-tree.git", world.scratch / name
    if not bare.exists():
        generate.generate(bare, world.env, 17_000)
    world.git(world.scratch, "clone", "-q", "--no-checkout", str(bare), str(path))
    world.git(path, "checkout", "-q", "-b", "hotfix/2.4.2", generate.PRODUCTION)
    return path


def _sides(world: World, path: Path, base: str, option: str = "") -> Sequence[Side]:
    world.git(path, "commit", "-qam", "Count the rate once")
    return (
        Side("check", ("sh", "-c", _OVER, world.gitfix, base, option), path, world.env),
        Side("start", (world.gitfix, "production", "--help"), path, world.env),
        Side("numstat", ("git", "diff", "--numstat", base, "HEAD"), path, world.env),
    )
