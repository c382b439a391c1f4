"""`gitfix minimize` with two jobs against one, on a test that only computes: `python -m benchmarks.minimize_jobs`.

Twelve changed lines, four of them needed; nothing is kept between the runs. The machine has to be quiet, and to have
two processors: the ratio says more about it than about gitfix otherwise.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROUNDS = 3
LIMIT = 0.65
"""Of the time of one job, at most."""
WORK = "sum(i * i for i in range(6_000_000))"
NEEDED = (1, 4, 7, 10)


def repository(folder: Path) -> None:
    """A base, and a head in which twelve values differ."""
    lines = [f"V{n} = 0\n" for n in range(12)]
    spaced = [part for line in lines for part in (line, "\n" * 3)]
    (folder / "values.py").write_text("".join(spaced))
    for words in (
        ["init", "-q"],
        ["config", "user.name", "Bench"],
        ["config", "user.email", "bench@example.com"],
        ["add", "-A"],
        ["commit", "-q", "-m", "Base"],
        ["tag", "v1.0.0"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    (folder / "values.py").write_text("".join(spaced).replace("= 0", "= 1"))
    subprocess.run(["git", "commit", "-q", "-a", "-m", "Fix"], cwd=folder, check=True)


def seconds(folder: Path, jobs: int, round: int) -> tuple[float, int]:
    """One run from nothing; the number of the round makes it another test."""
    needed = " and ".join(f"v.V{n}" for n in NEEDED)
    test = f"{sys.executable} -c 'import values as v; {WORK}; assert {needed}' # {round} {jobs}"
    words = ["minimize", "--test", test, "--base", "v1.0.0", "--jobs", str(jobs), "--json"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "gitfix", *words],
        cwd=folder,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    result = json.loads(done.stdout)["result"]
    assert len(result["kept"]) == len(NEEDED), result
    return result["seconds"], result["runs"]


def main() -> int:
    """Print both times and their ratio; 1 when it is over the limit."""
    with tempfile.TemporaryDirectory() as name:
        repository(Path(name))
        found = {jobs: [seconds(Path(name), jobs, n) for n in range(ROUNDS)] for jobs in (1, 2)}
    one, two = (median(spent for spent, _ in found[jobs]) for jobs in (1, 2))
    runs = [found[jobs][0][1] for jobs in (1, 2)]
    print(
        f"1 job {one:.1f} s ({runs[0]} runs), 2 jobs {two:.1f} s ({runs[1]} runs): {two / one:.2f}"
    )
    print(f"load {os.getloadavg()[0]:.1f}, limit {LIMIT}")
    return 0 if two / one <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
