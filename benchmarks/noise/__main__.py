"""`python -m benchmarks.noise PATH…`: the table of docs/check.md, from real files in folders or bare repositories.

Formatters are taken from the search path (black, ruff, prettier, google-java-format, clang-format, gofmt, rustfmt);
what is missing is left out, and said. `pip install black ruff clang-format cosmic-ray universalmutator
'git-hotfix[languages]'` and `npm install prettier` bring most of them.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.noise.formatters import FORMATTERS, label
from benchmarks.noise.language import Report, measure
from benchmarks.noise.sources import LEAST, MOST, sources
from gitfix.services import grammars

NAMES = {"javascript": "JavaScript", "typescript": "TypeScript", "tsx": "TypeScript with JSX"}
HEAD = (
    *(
        "language",
        "files",
        "white space recognised",
        "formatter",
        "changed lines",
        "of these noise",
    ),
    *("mutants", "traps", "among formatting", "called noise"),
)
SEED = 7


def main() -> int:
    """1 when a mutant was called noise."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.noise", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="LANGUAGE")
    parser.add_argument("--files", type=int, default=30, help="of each language, at most")
    parser.add_argument("--mutants", type=int, default=8, help="of each file")
    parser.add_argument("--seconds", type=float, default=180, help="for each language, about")
    options = parser.parse_args()
    files = sources(options.paths, random.Random(SEED))
    reports = []
    for name in FORMATTERS:
        if options.only and name not in options.only:
            continue
        if name != "python" and not grammars.installed(name):
            print(f"{name}: its grammar is not installed", file=sys.stderr)
        elif name in files:
            dice = random.Random(SEED)
            limits = (options.files, options.mutants, options.seconds)
            reports.append(measure(name, files[name], *limits, dice))
    print("\n".join(table(reports)))
    print(f"\n{_sum(reports)}")
    print(
        f"Measured at {_commit()}. Seed {SEED}; files of {LEAST:,} to {MOST:,} bytes, at most {options.files} of each"
    )
    print(f"language, and no new one after {options.seconds:.0f} seconds.")
    for report in reports:
        if report.roughened:
            print(
                f"{report.name}: {report.roughened} files were formatted already, and disordered first."
            )
        for line in report.missed:
            print(f"{report.name}: {line}", file=sys.stderr)
        for line in report.wrong:
            print(f"CALLED NOISE: {line}", file=sys.stderr)
    return int(any(report.wrong for report in reports))


def table(reports: Iterable[Report]) -> Iterator[str]:
    """The rows; a language with two formatters has two."""
    yield _cells(HEAD)
    yield _cells(["---"] * len(HEAD))
    for report in reports:
        lines, found = report.white
        first = (
            NAMES.get(report.name, report.name.capitalize()),
            str(report.files),
            f"{100 * found / max(lines, 1):.1f} % of {lines:,}",
        )
        last = (
            *(f"{report.mutants:,}", f"{report.traps:,}", f"{report.mixed:,}"),
            str(len(report.wrong)),
        )
        shares = list(report.shares.items()) or [(("none here",), (0, 0))]
        for number, (command, (lines, found)) in enumerate(shares):
            share = f"{100 * found / lines:.1f} %" if lines else "-"
            middle = (label(command), f"{lines:,}", share)
            ends = (first, last) if number == 0 else (("",) * 3, ("",) * 4)
            yield _cells([*ends[0], *middle, *ends[1]])


def _sum(reports: Sequence[Report]) -> str:
    """What the languages come to together."""
    lines, found = (sum(one.white[side] for one in reports) for side in (0, 1))
    numbers = [sum(getattr(one, name) for one in reports) for name in ("mutants", "traps", "mixed")]
    wrong = sum(len(one.wrong) for one in reports)
    counts = "{:,} mutants, {:,} traps, {:,} among formatting".format(*numbers)
    return f"In sum {found:,} of {lines:,} lines of white space recognised; {counts}; {wrong} called noise."


def _commit() -> str:
    """The commit of the code that was measured, and whether something was changed since."""
    words = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    here = Path(__file__).parent
    done = subprocess.run(words, cwd=here, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "an unknown commit"


def _cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
