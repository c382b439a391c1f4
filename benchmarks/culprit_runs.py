"""`python -m benchmarks.culprit_runs DATA --clones DIR`: whether what a run confirms is what the developers named.

DATA and DIR are those of `benchmarks.culprit`. The fixes and their commands are in `culprit_runs.toml`, which says what
the commands need. Everything runs in throw-away clones.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from benchmarks.culprit import clone_of, fixes_of, parse, wilson

RUNS = Path(__file__).with_suffix(".toml")


def main() -> int:
    """A row for each fix, and the share of those that were confirmed."""
    options = parse()
    truth = {fix.commit: fix.truth for fix in fixes_of(options)}
    confirmed = right = 0
    for row in tomllib.loads(RUNS.read_text("utf-8"))["run"]:
        name, fix = row["repository"], row["fix"]
        place = clone_of(options.clones, name)
        if place is None:
            print(f"{name}: no clone")
            continue
        with tempfile.TemporaryDirectory(prefix="gitfix-bench-") as scratch:
            clone = Path(scratch) / "clone"
            argv = ["git", "clone", "-q", "-s", "--no-checkout", str(place), str(clone)]
            subprocess.run(argv, check=True)
            found = _confirmed(clone, fix, row["command"])
        named = next(one for commit, one in truth.items() if commit.startswith(fix))
        if not found:
            print(f"{name} {fix}: not confirmed")
            continue
        confirmed += 1
        right += found in named
        print(f"{name} {fix}: {found[:9]}, {'named' if found in named else 'another was named'}")
    low, high = wilson(right, confirmed)
    print(f"{right} of {confirmed} confirmed ones were named ({low:.2f}–{high:.2f})")
    return 0


def _confirmed(clone: Path, fix: str, command: str) -> str:
    """The commit that gitfix confirms; empty where it confirms none."""
    argv = [sys.executable, "-m", "gitfix", "culprit", "--commit", fix, "--bisect", "--json"]
    done = subprocess.run(
        [*argv, "--reproduce", command], cwd=clone, stdout=subprocess.PIPE, check=False
    )
    result = json.loads(done.stdout).get("result") or {}
    return str(result["candidates"][0]["commit"]) if result.get("confirmed") else ""


if __name__ == "__main__":
    sys.exit(main())
