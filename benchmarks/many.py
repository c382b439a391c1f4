"""`python -m benchmarks.many`: one fix onto 1, 5 and 20 lines, in trees of 5,000 and 50,000 files.

gitfix against plain git in worktrees, made for each line or one that is used again; and one pick against cherry_picker,
where it is installed (PyPI `cherry-picker`). No remote and no incident: what is measured is carrying the fix and
moving the branches.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate, report
from benchmarks.install import ROOT, installed
from benchmarks.world import World

LINES = 20
HOTFIX = "hotfix/2.4.2"
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

    def gitfix(self, count: int) -> None:
        onto = [word for number in range(count) for word in ("--onto", line(number))]
        self._run(self.world.gitfix, "backport", HOTFIX, *onto, "--quiet")

    def worktrees(self, count: int) -> None:
        for number in range(count):
            place = str(self.world.scratch / f"worktree-{number}")
            self._run("git", "worktree", "add", "-q", place, line(number))
            self._run("git", "-C", place, "merge", "-q", "--no-edit", HOTFIX)
            self._run("git", "worktree", "remove", "--force", place)

    def one_worktree(self, count: int) -> None:
        place = str(self.world.scratch / "worktree")
        self._run("git", "worktree", "add", "-q", place, line(0))
        for number in range(count):
            if number:
                self._run("git", "-C", place, "switch", "-q", line(number))
            self._run("git", "-C", place, "merge", "-q", "--no-edit", HOTFIX)
        self._run("git", "worktree", "remove", "--force", place)

    def _run(self, *argv: str) -> None:
        subprocess.run(
            argv, cwd=self.path, env=self.world.env, stdout=subprocess.DEVNULL, check=True
        )


def line(number: int) -> str:
    """The lines are newer than production, so that each should have the fix."""
    return f"release/3.{number}"


def _commit(branch: str, path: str, text: str, message: str) -> str:
    person = f"Ada <ada@example.org> {generate.START + 9_000_000} +0000"
    return (
        f"commit refs/heads/{branch}\ncommitter {person}\ndata {len(message)}\n{message}\n"
        f"from refs/tags/{generate.PRODUCTION}^0\nM 100644 inline {path}\ndata {len(text)}\n{text}\n"
    )


def timed(field: Field, count: int, way: Callable[[int], None], rounds: int) -> Taken:
    """The median of the rounds. Each runs in a process of its own, whose largest child is its memory."""
    times, memory = [], 0
    for _ in range(rounds):
        field.again()
        began = time.perf_counter()
        child = os.fork()
        if child == 0:
            try:
                way(count)
                os._exit(0)
            except BaseException:
                os._exit(1)
        _, status, used = os.wait4(child, 0)
        times.append(time.perf_counter() - began)
        if status:
            raise SystemExit(f"{way.__name__} failed on {count} lines")
        memory = max(memory, used.ru_maxrss)
        field.check(count)
    return Taken(statistics.median(times), memory)


def main() -> int:
    """0; the table goes to stdout as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("--files", type=int, action="append", metavar="N", help="repeatable")
    parser.add_argument(
        "--rounds", type=int, default=3, metavar="N", help="of gitfix; worktrees get one"
    )
    options = parser.parse_args()
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    print(f"| {' | '.join(COLUMNS)} |\n|{' ---: |' * len(COLUMNS)}")
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        world = World(installed(home), home, Path(scratch))
        for files in options.files or [generate.FILES, 50_000]:
            field = Field(world, files)
            for count in (1, 5, LINES):
                mine = timed(field, count, field.gitfix, options.rounds)
                each = timed(field, count, field.worktrees, 1)
                one = timed(field, count, field.one_worktree, 1)
                cells = [
                    f"{files:,}",
                    str(count),
                    f"{mine.seconds * 1000:.0f} ms",
                    f"{each.seconds * 1000:.0f} ms",
                    f"{mine.seconds / each.seconds:.3f}",
                    f"{one.seconds * 1000:.0f} ms",
                    f"{mine.seconds / one.seconds:.3f}",
                    f"{mine.memory // 1024} MB, git {each.memory // 1024} MB",
                ]
                print(f"| {' | '.join(cells)} |", flush=True)
    print(f"\n{report.machine()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
