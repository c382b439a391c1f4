"""`python -m benchmarks.merges PATH…`: do merges and picks again, and compare gitfix's results with git's.

Each repository is only read: the work happens in a scratch repository that borrows its objects.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

from benchmarks.merges.cases import choose
from benchmarks.merges.outcome import differences
from benchmarks.merges.sides import ByGit, ByGitfix, LeftOut, Scratch

COLUMNS = (
    "repository",
    "merges",
    "picks",
    "with conflicts",
    "equal",
    "different",
    "left out",
    "gitfix",
    "git, merge alone",
    "git, with checkout",
)


@dataclass
class Tally:
    """One repository. Times in seconds."""

    name: str
    merges: int = 0
    picks: int = 0
    conflicts: int = 0
    different: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    mine: list[float] = field(default_factory=list)
    gits: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def row(self) -> str:
        """A row of the table; times are medians in milliseconds."""
        done = self.merges + self.picks
        times = [
            f"{statistics.median(t) * 1000:.0f} ms" if t else "-"
            for t in (self.mine, self.gits, self.whole)
        ]
        cells = (self.name, self.merges, self.picks, self.conflicts, done - len(self.different))
        return (
            "| "
            + " | ".join(map(str, (*cells, len(self.different), len(self.left_out), *times)))
            + " |"
        )


def main() -> int:
    """Exit code 0 when all are equal, 1 when one is not."""
    options = _options()
    print(f"| {' | '.join(COLUMNS)} |")
    print("| --- |" + " ---: |" * (len(COLUMNS) - 1))
    tallies = []
    for path in options.paths:
        tally = _compare(options, path)
        tallies.append(tally)
        print(tally.row(), flush=True)
    total = Tally("**all**")
    for one in tallies:
        total.merges, total.picks = total.merges + one.merges, total.picks + one.picks
        total.conflicts += one.conflicts
        for name in ("different", "left_out", "mine", "gits", "whole"):
            getattr(total, name).extend(getattr(one, name))
    print(total.row())
    version = subprocess.run([options.git, "--version"], stdout=subprocess.PIPE, check=True)
    print(f"\n{version.stdout.decode().strip()}; medians")
    for words in (*total.different, *total.left_out[:5]):
        print(words, file=sys.stderr)
    return 1 if total.different else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merges", description=__doc__)
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="repositories, also bare ones"
    )
    parser.add_argument("--merges", type=int, default=80, metavar="N", help="merges per repository")
    parser.add_argument("--picks", type=int, default=60, metavar="N", help="picks per repository")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another choice of picks")
    parser.add_argument(
        "--git", default=which("git") or "git", metavar="PATH", help="the git for both sides"
    )
    return parser.parse_args()


def _compare(options: argparse.Namespace, path: Path) -> Tally:
    tally = Tally(_name(path))
    cases = choose(options.git, path, options.merges, options.picks, options.seed)
    with tempfile.TemporaryDirectory(prefix="gitfix-merges-") as folder:
        scratch = Scratch(options.git, path, Path(folder))
        gitfix, git = ByGitfix(scratch), ByGit(scratch, Path(folder) / "worktree")
        for number, case in enumerate(cases):
            if sys.stderr.isatty():
                print(f"\r\033[K{tally.name} {number} of {len(cases)}", end="\r", file=sys.stderr)
            try:
                gits, mine = git.do(case), gitfix.do(case)
            except LeftOut as why:
                tally.left_out.append(f"{tally.name}: {case}: left out: {why}")
                continue
            tally.merges += case.kind == "merge"
            tally.picks += case.kind != "merge"
            tally.conflicts += not gits.outcome.clean
            tally.mine.append(mine.merge)
            tally.gits.append(gits.merge)
            tally.whole.append(gits.whole)
            found = differences(mine.outcome, gits.outcome)
            tally.different += [f"{tally.name}: {case}: {words}" for words in found[:1]]
    return tally


def _name(path: Path) -> str:
    parts = [part for part in path.resolve().parts if part not in (".git", "repo")]
    return parts[-1].removesuffix(".git").replace("+", "/")


if __name__ == "__main__":
    sys.exit(main())
