"""`python -m benchmarks.picks`: one commit offered to 1, 5 and 20 lines on branches of its own, against cherry_picker.

Both pick the commit onto each line and push a branch for each to a bare repository beside it; no request is opened.
cherry_picker (PyPI) works in the checkout, so there is one: it has to be clean, and is as large as the tree.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.install import ROOT, installed
from benchmarks.many import COUNTS, FILES, HOTFIX, Field, Taken, line, timed
from benchmarks.world import World

COLUMNS = ("files", "lines", "gitfix", "cherry_picker", "", "peak memory")
WORK = "work"


class Offer(Field):
    """A clone with a checkout, whose remote is the bare repository."""

    def __init__(self, world: World, files: int) -> None:
        super().__init__(world, files, "picks")
        self.origin = self.path
        self.clone = world.scratch / f"clone-{files}"
        world.git(world.scratch, "clone", "-q", str(self.origin), str(self.clone))
        # On a forge no texts are written, and without a token no request is opened.
        url = "https://github.com/acme/shop.git"
        world.git(self.clone, "config", f"url.{self.origin}.insteadOf", url)
        world.git(self.clone, "remote", "set-url", "origin", url)
        world.git(self.clone, "switch", "-q", "-c", WORK)
        self.fix = self.git("rev-parse", HOTFIX)
        self.path = self.clone
        config = (
            f'team = "acme"\nrepo = "shop"\ncheck_sha = "{self.fix}"\ndefault_branch = "{WORK}"\n'
        )
        (self.clone / ".cherry_picker.toml").write_text(config)
        self.git("add", ".cherry_picker.toml")
        self.git("commit", "-q", "-m", "Configure cherry_picker")

    def again(self) -> None:
        for ref in self._branches():
            self.world.git(self.origin, "update-ref", "-d", ref)
        # cherry_picker's lease rests on what it has seen of its own branches.
        seen = ("refs/gitfix-local", "refs/remotes/origin/backport-*/*")
        for ref in self.git("for-each-ref", "--format=%(refname)", *seen).split():
            self.git("update-ref", "-d", ref)
        shutil.rmtree(self.clone / ".git" / "gitfix", ignore_errors=True)

    def check(self, count: int) -> None:
        if len(self._branches()) != count:
            raise SystemExit(f"{len(self._branches())} branches, not {count}")

    def _branches(self) -> list[str]:
        where = ("refs/heads/backport", "refs/heads/backport-*/*")
        shown = ("for-each-ref", "--format=%(refname)", *where)
        return self.world.git(self.origin, *shown).split()

    def gitfix(self, count: int) -> list[list[str]]:
        onto = [word for number in range(count) for word in ("--onto", line(number))]
        return [[self.world.gitfix, "backport", "--commit", self.fix, *onto, "--pr", "--quiet"]]

    def cherry_picker(self, count: int) -> list[list[str]]:
        program = str(Path(sys.executable).with_name("cherry_picker"))
        lines = [line(number) for number in range(count)]
        return [[program, "--no-auto-pr", "--upstream-remote", "origin", self.fix, *lines]]


def main() -> int:
    """0; the table goes to stdout as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.picks", description=__doc__)
    parser.add_argument("--files", type=int, action="append", metavar="N", help="repeatable")
    parser.add_argument("--lines", type=int, action="append", metavar="N", help="repeatable")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of each")
    options = parser.parse_args()
    if missing():
        print(missing(), file=sys.stderr)
        return 1
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    print("\n".join(head()))
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        world = World(installed(home), home, Path(scratch))
        sizes, counts = options.files or FILES, options.lines or COUNTS
        for line in measured(world, sizes, counts, options.rounds):
            print(line, flush=True)
    print(f"\n{report.machine()}")
    return 0


def missing() -> str:
    """Why it cannot run here; empty where it can."""
    there = Path(sys.executable).with_name("cherry_picker").exists()
    return "" if there else "cherry_picker is not installed: pip install -e '.[bench]'"


def head() -> list[str]:
    """The table's first two lines."""
    return [f"| {' | '.join(COLUMNS)} |", f"|{' ---: |' * len(COLUMNS)}"]


def measured(
    world: World, sizes: Sequence[int], counts: Sequence[int], rounds: int
) -> Iterator[str]:
    """A row of the table for each size and count."""
    for files in sizes:
        offer = Offer(world, files)
        for count in counts:
            mine = timed(offer, count, offer.gitfix, rounds)
            theirs = timed(offer, count, offer.cherry_picker, rounds)
            yield f"| {' | '.join(_cells(files, count, mine, theirs))} |"


def _cells(files: int, count: int, mine: Taken, theirs: Taken) -> list[str]:
    return [
        f"{files:,}",
        str(count),
        f"{mine.seconds * 1000:.0f} ms",
        f"{theirs.seconds * 1000:.0f} ms",
        f"{mine.seconds / theirs.seconds:.3f}",
        f"{mine.memory // 1024} MB, {theirs.memory // 1024} MB",
    ]


if __name__ == "__main__":
    sys.exit(main())
