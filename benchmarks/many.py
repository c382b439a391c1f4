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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate, report
from benchmarks.install import ROOT, installed
from benchmarks.world import World

LINES = 20
HOTFIX = "hotfix/2.4.2"
MOST = 250_000
"""Files that worktrees are filled with, at most."""
COLUMNS = ("files", "lines", "gitfix", "worktrees", "", "one worktree", "", "peak memory")


@dataclass(frozen=True)
class Taken:
    """Seconds, and the kilobytes of the largest process."""

    seconds: float
    memory: int


class Field:
    """A bare repository with 20 lines that have all gone on from the production tag, and a fix."""

    def __init__(self, world: World, files: int) -> None:
        self.world, self.files = world, files
        self.path = world.scratch / f"many-{files}.git"
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
    print(f"| {' | '.join(COLUMNS)} |\n|{' ---: |' * len(COLUMNS)}")
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        world = World(installed(home), home, Path(scratch))
        for files in options.files or [generate.FILES, 50_000]:
            field = Field(world, files)
            for count in options.lines or (1, 5, LINES):
                mine = timed(field, count, field.gitfix, options.rounds)
                cells = [f"{files:,}", str(count), *_cells(field, mine, count, alone=options.alone)]
                print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\n{report.machine()}")
    return 0


def _cells(field: Field, mine: Taken, count: int, *, alone: bool) -> list[str]:
    said = f"{mine.seconds * 1000:.0f} ms"
    if alone:
        return [said, "-", "-", "-", "-", f"{mine.memory // 1024} MB"]
    one = timed(field, count, field.one_worktree, 1)
    # A worktree for each of 20 lines with 50,000 files writes a million files: the quicker way has to do.
    few = field.files * count <= MOST
    each = timed(field, count, field.worktrees, 1) if few else None
    return [
        said,
        f"{each.seconds * 1000:.0f} ms" if each else "-",
        f"{mine.seconds / each.seconds:.3f}" if each else "-",
        f"{one.seconds * 1000:.0f} ms",
        f"{mine.seconds / one.seconds:.3f}",
        f"{mine.memory // 1024} MB, git {one.memory // 1024} MB",
    ]


if __name__ == "__main__":
    sys.exit(main())
