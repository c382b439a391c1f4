"""`python -m benchmarks.culprit_cost DATA --clones DIR`: what finding candidates costs beside bare `git blame` calls.

Processor time, in turns: gitfix's search, less opening the repository, against `git blame -w -M -C` for exactly the
lines that it asks about (a call for each file), against these and its second calls past mass changes and merges, and
against the changed lines alone. With --whole also the command itself, less `gitfix production --help`.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from benchmarks.culprit import fixes_here, parse
from gitfix.core.check_values import CheckPolicy
from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.git.blame import OPTIONS, BlamedLine, Blames, spans
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.operations import blaming
from gitfix.operations.blaming import suspects, wanted_lines

TURNS = 5
LEAST = (20, 50, 100)
"""Milliseconds of blame from which fixes are looked at by themselves: below, other processes' start is most of it."""


Call = tuple[Oid, str, Sequence[int], Sequence[str]]
"""Revision, path, lines, and the commits that are looked past."""


class Told(Blames):
    """Blames that are remembered."""

    calls: ClassVar[list[Call]] = []

    def one(
        self, revision: Oid, path: str, lines: Sequence[int], past: Sequence[str] = ()
    ) -> list[BlamedLine]:
        self.calls.append((revision, path, lines, past))
        return super().one(revision, path, lines, past)


def main() -> int:
    options = parse(whole=True)
    rows = []
    for fix, place, repo, base, head in fixes_here(options):
        wanted = wanted_lines(repo, base, head, CheckPolicy())
        around = {one.path: sorted(one.distances) for one in wanted}
        changed = {one.path: [n for n, d in one.distances.items() if d == 0] for one in wanted}
        try:
            calls = _calls(place, base, head)
        except Refusal as refusal:  # a file that the clone lacks
            print(f"{fix.repository}: {refusal.message}", file=sys.stderr)
            continue
        sides: list[Callable[[], object]] = [
            partial(_suspects, place, base, head),
            partial(_open, place, head),
            partial(_bare, place, base, around),
            partial(_bare, place, base, changed),
            partial(_replay, place, calls),
        ]
        if options.whole:
            command = ["culprit", "--repo", str(place), "--commit", str(head)]
            sides += [partial(_command, *command), partial(_command, "production", "--help")]
        taken: list[list[float]] = [[] for _ in sides]
        try:
            for _ in range(TURNS):
                for side, times in zip(sides, taken, strict=True):
                    times.append(_cost(side))
        except Exception as error:
            print(f"{fix.repository}: {error}", file=sys.stderr)
            continue
        search, start, same, only, both, *command_and_start = (min(times) for times in taken)
        whole_command = command_and_start[0] - command_and_start[1] if options.whole else 0.0
        rows.append((max(search - start, 0.0), same, only, both, whole_command))
    if not rows:
        sys.exit("no fix of these owners has a clone below --clones")
    whole, around_, changed_, calls_, command_ = (sum(column) for column in zip(*rows, strict=True))
    ratios = [row[0] / row[1] for row in rows if row[1]]
    over = statistics.median(row[0] - row[1] for row in rows) * 1000
    print(f"{len(rows)} fixes, seconds of processor time altogether (least of {TURNS} turns each)")
    print(
        f"gitfix {whole:.1f}   bare blame, same lines {around_:.1f}   changed lines {changed_:.1f}"
    )
    middle = statistics.median(ratios)
    print(f"ratio to the same lines {whole / around_:.2f}, median of the fixes {middle:.2f}")
    print(f"ratio to these and the second calls {whole / calls_:.2f}")
    if options.whole:
        each = statistics.median(row[4] - row[3] for row in rows) * 1000
        print(f"the command to all calls {command_ / calls_:.2f}, beside blame {each:.0f} ms")
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


def _suspects(place: Path, base: Oid, head: Oid) -> None:
    suspects(_open(place, head), [(base, head)], CheckPolicy(), own=[head])


def _open(place: Path, head: Oid) -> Repository:
    """What the command has done by then: the repository, git's version, the configuration, the commit of the fix.

    The process that reads objects runs from then on.
    """
    repo = open_repository(place, interactive=False)
    repo.config.get_all("blame.ignorerevsfile")
    assert repo.version and repo.refs.commit(head)
    return repo


def _command(*words: str) -> None:
    argv = [sys.executable, "-m", "gitfix", *words]
    subprocess.run(argv, check=True, capture_output=True)


def _calls(place: Path, base: Oid, head: Oid) -> list[Call]:
    """All calls of git blame that the search makes."""
    Told.calls = []
    blaming.Blames = Told  # type: ignore[misc]
    try:
        repo = open_repository(place, interactive=False)
        blaming.suspects(repo, [(base, head)], CheckPolicy(), own=[head])
    finally:
        blaming.Blames = Blames  # type: ignore[misc]
    return Told.calls


def _replay(place: Path, calls: Sequence[Call]) -> None:
    for revision, path, lines, past in calls:
        ranges = [f"-L{first},{last}" for first, last in spans(lines)]
        ignored = [f"--ignore-rev={one}" for one in past]
        argv = ["git", "-C", str(place), "blame", *OPTIONS, *ignored, *ranges, revision, "--", path]
        subprocess.run(argv, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C"})


def _bare(place: Path, base: Oid, wanted: dict[str, list[int]]) -> None:
    for path, lines in wanted.items():
        if lines:
            ranges = [f"-L{first},{last}" for first, last in spans(lines)]
            argv = ["git", "-C", str(place), "blame", *OPTIONS, *ranges, base, "--", path]
            env = {**os.environ, "LC_ALL": "C"}
            subprocess.run(argv, check=True, capture_output=True, env=env)


if __name__ == "__main__":
    sys.exit(main())
