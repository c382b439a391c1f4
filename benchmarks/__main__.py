"""`python -m benchmarks`: measure, and print what was found beside what was promised."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import backport, blame, check, hook, minimize_jobs, record, report, startup
from benchmarks.install import ROOT, installed
from benchmarks.measure import Measure, Result, run
from benchmarks.timing import Failed
from benchmarks.world import World

LEAST_RUNS = 7


def main() -> int:
    """Exit code 0, also when something is over its target, because machines are noisy; 1 then with --strict."""
    options = _options()
    home = ROOT / ".bench"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
        _say("a wheel of these sources")
        world = World(installed(home), home, Path(scratch))
        known = _measures(world)
        wrong = sorted(set(options.only) - {one.name for one in known})
        if wrong:
            names = ", ".join(one.name for one in known)
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
    left_out = [one for one in chosen if one.missing]
    if options.json:
        print(report.as_json(results, left_out, options.runs))
    else:
        print("\n".join(report.table(results, left_out)))
        print(f"\n{options.runs} rounds in turns. C is the time of python -c 'import click'.")
        print(report.machine())
    return int(options.strict and any(one.verdict != "ok" for one in results))


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
