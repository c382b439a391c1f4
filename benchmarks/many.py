"""`python -m benchmarks.many`: one fix onto 1, 5 and 20 lines, in trees of 5,000 and 50,000 files.

gitfix against plain git in worktrees: one made for each line, or one that is used again. No remote and no incident:
what is measured is carrying the fix and moving the branches.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks import generate, report
from benchmarks.install import ROOT, installed
from benchmarks.world import World

LINES = 20
HOTFIX = "hotfix/2.4.2"
MOST = 250_000
"""Files that worktrees are filled with, at most."""
LIMIT = 0.1
"""What gitfix may take of the time of one worktree, for 20 lines of the larger tree."""
COUNTS = (1, 5, LINES)
FILES = (generate.FILES, 50_000)
COLUMNS = ("files", "lines", "gitfix", "worktrees", "", "one worktree", "", "peak memory")


@dataclass(frozen=True)
class Taken:
    """Seconds, and the kilobytes of the largest process."""

    seconds: float
    memory: int


@dataclass(frozen=True)
class Row:
    """One case: gitfix, plain git in one worktree for all lines, and in one for each."""

    files: int
    count: int
    mine: Taken
    one: Taken | None
    each: Taken | None

    @property
    def share(self) -> float:
        """gitfix as a share of the quicker way of plain git."""
        return self.mine.seconds / self.one.seconds if self.one else 0.0

    @property
    def line(self) -> str:
        """As a row of the table."""
        memory = f"{self.mine.memory // 1024} MB"
        cells = [f"{self.files:,}", str(self.count), f"{self.mine.seconds * 1000:.0f} ms"]
        for other in (self.each, self.one):
            cells.append(f"{other.seconds * 1000:.0f} ms" if other else "-")
            cells.append(f"{self.mine.seconds / other.seconds:.3f}" if other else "-")
        cells.append(f"{memory}, git {self.one.memory // 1024} MB" if self.one else memory)
        return f"| {' | '.join(cells)} |"


class Field:
    """A bare repository with 20 lines that have all gone on from the production tag, and a fix."""

    def __init__(self, world: World, files: int, name: str = "many") -> None:
        self.world, self.files = world, files
        self.path = world.scratch / f"{name}-{files}.git"
        generate.generate(self.path, world.env, files)
        names = generate.paths(files)
        stream = []
        for number in range(LINES):
            stream.append(_commit(line(number), names[number + 5], f"line {number}\n", f"{number}"))
        stream.append(_commit(HOTFIX, names[0], "fixed\n", "Fix it"))
        self.git("fast-import", "--quiet", input="".join(stream))
        self.git("symbolic-ref", "HEAD", "refs/heads/main")
        self.tips = {line(n): self.git("rev-parse", line(n)) for n in range(LINES)}

    def git(self, *args: str, input: str = "") -> str:
        return self.world.git(self.path, *args, input=input)

    def again(self) -> None:
        """Every line back to where it was, and nothing of the last round left."""
        rows = [f"update refs/heads/{name} {tip}\n" for name, tip in self.tips.items()]
        rows += [
            f"delete {ref}\n"
            for ref in self.git("for-each-ref", "--format=%(refname)", "refs/gitfix-local").split()
        ]
        self.git("update-ref", "--stdin", input="".join(rows))
        shutil.rmtree(self.path / "gitfix", ignore_errors=True)

    def check(self, count: int) -> None:
        fix = self.git("rev-parse", HOTFIX)
        for number in range(count):
            if self.git("rev-list", "--count", f"{line(number)}..{fix}") != "0":
                raise SystemExit(f"the fix is not on {line(number)}")

    def gitfix(self, count: int) -> list[list[str]]:
        onto = [word for number in range(count) for word in ("--onto", line(number))]
        return [[self.world.gitfix, "backport", HOTFIX, *onto, "--quiet"]]

    def worktrees(self, count: int) -> list[list[str]]:
        commands = []
        for number in range(count):
            place = str(self.world.scratch / f"worktree-{number}")
            commands += [
                ["git", "worktree", "add", "-q", place, line(number)],
                ["git", "-C", place, "merge", "-q", "--no-edit", HOTFIX],
                ["git", "worktree", "remove", "--force", place],
            ]
        return commands

    def one_worktree(self, count: int) -> list[list[str]]:
        place = str(self.world.scratch / "worktree")
        commands = [["git", "worktree", "add", "-q", place, line(0)]]
        for number in range(count):
            commands += [["git", "-C", place, "switch", "-q", line(number)]] if number else []
            commands.append(["git", "-C", place, "merge", "-q", "--no-edit", HOTFIX])
        return [*commands, ["git", "worktree", "remove", "--force", place]]


RUNNER = """\
import json, resource, subprocess, sys, time
commands = json.load(sys.stdin)
began = time.perf_counter()
for argv in commands:
    subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
taken = time.perf_counter() - began
print(json.dumps([taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""
"""In a small process of its own: a child's memory counts what it was forked from."""


def line(number: int) -> str:
    """The lines are newer than production, so that each should have the fix."""
    return f"release/3.{number}"


def _commit(branch: str, path: str, text: str, message: str) -> str:
    person = f"Ada <ada@example.org> {generate.START + 9_000_000} +0000"
    return (
        f"commit refs/heads/{branch}\ncommitter {person}\ndata {len(message)}\n{message}\n"
        f"from refs/tags/{generate.PRODUCTION}^0\nM 100644 inline {path}\ndata {len(text)}\n{text}\n"
    )


def timed(field: Field, count: int, way: Callable[[int], list[list[str]]], rounds: int) -> Taken:
    """The median of the rounds, and the memory of the largest process of all of them."""
    times, memory = [], 0
    for _ in range(rounds):
        field.again()
        done = subprocess.run(
            [sys.executable, "-S", "-c", RUNNER],
            cwd=field.path,
            env=field.world.env,
            input=json.dumps(way(count)).encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        seconds, largest = json.loads(done.stdout)
        times.append(seconds)
        memory = max(memory, largest)
        field.check(count)
    return Taken(statistics.median(times), memory)


def main() -> int:
    """0; the table goes to stdout as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("--files", type=int, action="append", metavar="N", help="repeatable")
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="of gitfix; worktrees get one"
    )
    parser.add_argument("--lines", type=int, action="append", metavar="N", help="repeatable")
    parser.add_argument("--alone", action="store_true", help="gitfix alone")
    options = parser.parse_args()
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        world = World(installed(home), home, Path(scratch))
        found = []
        print("\n".join(head()))
        for row in measured(
            world,
            options.files or FILES,
            options.lines or COUNTS,
            options.rounds,
            most=MOST,
            alone=options.alone,
        ):
            print(row.line, flush=True)
            found.append(row)
    print("\n".join(["", *said(found), report.machine()]))
    return 0


def head() -> list[str]:
    """The table's first two lines."""
    return [f"| {' | '.join(COLUMNS)} |", f"|{' ---: |' * len(COLUMNS)}"]


def measured(
    world: World,
    sizes: Sequence[int],
    counts: Sequence[int],
    rounds: int,
    *,
    most: int,
    alone: bool = False,
) -> Iterator[Row]:
    """A row for each size and count. `most`: files that worktrees of their own are filled with, at most."""
    for files in sizes:
        field = Field(world, files)
        for count in counts:
            mine = timed(field, count, field.gitfix, rounds)
            one = None if alone else timed(field, count, field.one_worktree, 1)
            # A worktree for each of 20 lines with 50,000 files writes a million files: the quicker way has to do.
            few = not alone and files * count <= most
            yield Row(
                files, count, mine, one, timed(field, count, field.worktrees, 1) if few else None
            )


def said(rows: Sequence[Row]) -> list[str]:
    """What was promised, beside what was found: the largest case, what a further line costs, and memory."""
    lines = [
        f"{row.count} lines of {row.files:,} files: {row.share:.3f} of one worktree, at most {LIMIT:g}: "
        f"{'ok' if row.share <= LIMIT else 'over'}"
        for row in rows
        if row.one and row.count == LINES and row.files == FILES[-1]
    ]
    for files in dict.fromkeys(row.files for row in rows):
        mine = [row for row in rows if row.files == files]
        steps = [
            f"{(b.mine.seconds - a.mine.seconds) / (b.count - a.count) * 1000:.0f} ms "
            f"each from {a.count} to {b.count}"
            for a, b in pairwise(mine)
        ]
        memory = max(row.mine.memory for row in mine) // 1024
        words = ", ".join([*steps, f"{memory} MB at most"])
        lines.append(f"a further line of {files:,} files: {words}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
