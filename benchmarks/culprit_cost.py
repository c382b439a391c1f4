"""`python -m benchmarks.culprit_cost DATA --clones DIR`: what finding candidates costs beside bare `git blame` calls.

Processor time, in turns: gitfix's search, less opening the repository, against `git blame -w -M -C` for exactly the
lines that it asks about (a call for each file), and against that for the changed lines alone.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.culprit import clone_of, fixes_of, parse
from gitfix.core.check_values import CheckPolicy
from gitfix.core.names import Oid
from gitfix.git.blame import OPTIONS, spans
from gitfix.git.repository import open_repository
from gitfix.operations.blaming import suspects, wanted_lines

TURNS = 5
LEAST = (20, 50, 100)
"""Milliseconds of blame from which fixes are looked at by themselves: below, other processes' start is most of it."""


def main() -> int:
    options = parse()
    rows = []
    for fix in fixes_of(options):
        place = clone_of(options.clones, fix.repository)
        if place is None:
            continue
        repo = open_repository(place, interactive=False)
        head, base = repo.refs.commits([fix.commit, f"{fix.commit}^"])
        if head is None or base is None:
            continue
        wanted = wanted_lines(repo, base, head, CheckPolicy())
        around = {one.path: sorted(one.distances) for one in wanted}
        changed = {one.path: [n for n, d in one.distances.items() if d == 0] for one in wanted}
        sides: list[Callable[[], object]] = [
            lambda p=place, b=base, h=head: suspects(  # type: ignore[misc]
                open_repository(p, interactive=False), [(b, h)], CheckPolicy(), own=[h]
            ),
            lambda p=place: _open(p),  # type: ignore[misc]
            lambda p=place, b=base, w=around: _bare(p, b, w),  # type: ignore[misc]
            lambda p=place, b=base, w=changed: _bare(p, b, w),  # type: ignore[misc]
        ]
        taken: list[list[float]] = [[], [], [], []]
        try:
            for _ in range(TURNS):
                for side, times in zip(sides, taken, strict=True):
                    times.append(_cost(side))
        except Exception as error:
            print(f"{fix.repository}: {error}", file=sys.stderr)
            continue
        search, start, same, only = (min(times) for times in taken)
        rows.append((max(search - start, 0.0), same, only))
    whole, around_, changed_ = (sum(column) for column in zip(*rows, strict=True))
    ratios = [row[0] / row[1] for row in rows if row[1]]
    over = statistics.median(row[0] - row[1] for row in rows) * 1000
    print(f"{len(rows)} fixes, seconds of processor time altogether (least of {TURNS} turns each)")
    print(
        f"gitfix {whole:.1f}   bare blame, same lines {around_:.1f}   changed lines {changed_:.1f}"
    )
    middle = statistics.median(ratios)
    print(f"ratio to the same lines {whole / around_:.2f}, median of the fixes {middle:.2f}")
    print(f"beside blame, median of the fixes: {over:.0f} ms")
    print(f"ratio to the changed lines alone {whole / changed_:.2f}")
    for least in LEAST:
        some = [row for row in rows if row[1] * 1000 >= least]
        if some:
            one, other = (sum(row[at] for row in some) for at in (0, 1))
            print(f"where blame takes {least} ms or more: {len(some)} fixes, {one / other:.2f}")
    return 0


def _cost(work: Callable[[], object]) -> float:
    """Seconds of processor time in this process and those that it starts."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before = [resource.getrusage(kind) for kind in kinds]
    work()
    after = [resource.getrusage(kind) for kind in kinds]
    return sum(
        b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime
        for a, b in zip(before, after, strict=True)
    )


def _open(place: Path) -> None:
    """What every command does first: the repository, git's version, the configuration."""
    repo = open_repository(place, interactive=False)
    repo.config.get_all("blame.ignorerevsfile")
    assert repo.version


def _bare(place: Path, base: Oid, wanted: dict[str, list[int]]) -> None:
    for path, lines in wanted.items():
        if lines:
            ranges = [f"-L{first},{last}" for first, last in spans(lines)]
            argv = ["git", "-C", str(place), "blame", *OPTIONS, *ranges, base, "--", path]
            env = {**os.environ, "LC_ALL": "C"}
            subprocess.run(argv, check=True, capture_output=True, env=env)


if __name__ == "__main__":
    sys.exit(main())
