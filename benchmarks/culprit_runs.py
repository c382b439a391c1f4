"""`python -m benchmarks.culprit_runs DATA --clones DIR`: whether what a run confirms is what the developers named.

DATA and DIR are those of `benchmarks.culprit`. The fixes and their commands, or their checks
(`benchmarks.culprit_checks`), are in `culprit_runs.toml`, which says what they need. All runs in throw-away clones.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from benchmarks.culprit import clone_of, fixes_of, parse, wilson
from benchmarks.install import ROOT

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
            _fill(clone)
            found = _confirmed(clone, fix, row.get("command") or _check(row))
        named = next(one for commit, one in truth.items() if commit.startswith(fix))
        if not found:
            print(f"{name} {fix}: not confirmed")
            continue
        confirmed += 1
        right += found in named
        kind = "own test" if row.get("own") else row.get("check", "by hand")
        word = "named" if found in named else "another was named"
        print(f"{name} {fix} ({kind}): {found[:9]}, {word}", flush=True)
    low, high = wilson(right, confirmed)
    print(f"{right} of {confirmed} confirmed ones were named ({low:.2f}–{high:.2f})")
    return 0


def _fill(clone: Path) -> None:
    """Large files that a clone lacks are empty in it, or no tree that has one could be checked out."""
    git = ["git", "-C", str(clone)]
    asked = [*git, "rev-list", "--objects", "--all", "--missing=print"]
    told = subprocess.run(asked, check=True, capture_output=True).stdout.decode("utf-8", "replace")
    missing = [line[1:] for line in told.split("\n") if line.startswith("?")]
    made = subprocess.run([*git, "hash-object", "-w", "--stdin"], input=b"", capture_output=True)
    empty = made.stdout.decode().strip()
    rows = "".join(f"create refs/replace/{oid} {empty}\n" for oid in missing)
    subprocess.run([*git, "update-ref", "--stdin"], input=rows.encode(), check=True)


def _check(row: dict[str, str]) -> str:
    """The command of a row that names a check; -P, because the tree may have a `benchmarks` of its own."""
    words = [sys.executable, "-P", "-m", "benchmarks.culprit_checks"]
    asked = shlex.join([*words, row["check"], row["file"], row["message"]])
    return f"PYTHONPATH={shlex.quote(str(ROOT))} {asked}"


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
