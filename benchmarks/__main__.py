"""`python -m benchmarks`: measure, and print what was found beside what was promised."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    backport,
    blame,
    check,
    hook,
    many,
    minimize_jobs,
    picks,
    record,
    report,
    startup,
)
from benchmarks.install import ROOT, installed
from benchmarks.measure import Measure, Result, run
from benchmarks.timing import Failed
from benchmarks.world import World

LEAST_RUNS = 7
TABLES = {
    "many": "one fix merged into 1, 5 and 20 lines, against plain git in worktrees",
    "picks": "one commit offered to 1, 5 and 20 lines, against cherry_picker",
}


def main() -> int:
    """Exit code 0, also when something is over its target, because machines are noisy; 1 then with --strict."""
    options = _options()
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        _say("a wheel of these sources")
        world = World(installed(home), home, Path(scratch))
        known = _measures(world)
        wrong = sorted(set(options.only) - {one.name for one in known} - set(TABLES))
        if wrong:
            names = ", ".join([*(one.name for one in known), *TABLES])
            print(f"not measured: {', '.join(wrong)}; there are {names}", file=sys.stderr)
            return 2
        chosen = [one for one in known if not options.only or one.name in options.only]
        results: list[Result] = []
        for one in chosen:
            if not one.missing:
                _say(one.what)
                try:
                    results.append(run(one, options.runs))
                except Failed as failed:
                    print(failed, file=sys.stderr)
                    return 1
        tables = {name: _table(name, world) for name in TABLES if name in (options.only or TABLES)}
    left_out = [one for one in chosen if one.missing]
    if options.json:
        print(report.as_json(results, left_out, options.runs, tables))
    else:
        if chosen:
            print("\n".join(report.table(results, left_out)))
            print(f"\n{options.runs} rounds in turns. C is the time of python -c 'import click'.")
        for lines in tables.values():
            print("\n".join(["", *lines, ""]))
        print(report.machine())
    over = any(line.endswith(": over") for lines in tables.values() for line in lines)
    return int(options.strict and (over or any(one.verdict == "over" for one in results)))


def _table(name: str, world: World) -> list[str]:
    """Lines in three rounds at most: a checkout of 50,000 files takes too long for more."""
    _say(TABLES[name])
    if name == "many":
        rows = list(many.measured(world, many.FILES, many.COUNTS, 3, most=many.FILES[-1]))
        return [TABLES[name], "", *many.head(), *(row.line for row in rows), "", *many.said(rows)]
    if picks.missing():
        return [f"{TABLES[name]}: not run: {picks.missing()}"]
    rows_of_picks = picks.measured(world, picks.FILES, picks.COUNTS, 1)
    return [TABLES[name], "", *picks.head(), *rows_of_picks]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="repeatable")
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="rounds, at least 7")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    if options.runs < LEAST_RUNS:
        parser.error(f"--runs: at least {LEAST_RUNS}, or the median says nothing")
    return options


def _measures(world: World) -> list[Measure]:
    return [
        *startup.measures(world),
        *hook.measures(world),
        *check.measures(world),
        *backport.measures(world),
        *record.measures(world),
        *blame.measures(world),
        *minimize_jobs.measures(world),
    ]


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what} …", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
