"""One test run: a person's command in a worktree of gitfix's own, bounded in time, with what it says of each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from gitfix.core.outcomes.reading import read
from gitfix.core.proof import Ran
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.host.live import run_live

_SHELL = """echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec /bin/sh -c "$1" """
"""Where memory runs out, the system ends the test before it ends anything else."""
TAIL = 4000
"""Characters of a run's output that are kept."""
OUTPUT = 1 << 20
"""Bytes of it that are read for the outcomes of tests."""
_LARGEST = 50 << 20
"""Bytes of a report that are read."""


@dataclass(frozen=True)
class Trial:
    """A run, and how long it took in seconds. `stopped`: by ^C, the end of the time, or because nobody waits for it any
    more, so that it says nothing."""

    ran: Ran
    seconds: float
    stopped: bool = False


@dataclass(frozen=True)
class Spot:
    """Where to run: the worktree, a folder for temporary files, and the mark that programs there carry."""

    path: Path
    temporary: Path
    mark: str


def run_trial(
    command: str,
    spot: Spot,
    *,
    limit: float,
    reports: str = "",
    stop: Callable[[], bool] | None = None,
) -> Trial:
    """Run `command` as its author wrote it, without a terminal, at most `limit` seconds, or until `stop` is true.

    `reports`: where it leaves JUnit XML, as a pattern below the worktree; pytest is asked for such a report anyway.
    """
    junit = spot.temporary / "gitfix-junit.xml"
    for old in (junit, *_matching(spot.path, reports)):
        old.unlink(missing_ok=True)
    inner = spot.temporary / "tmp"
    shutil.rmtree(inner, ignore_errors=True)
    inner.mkdir(parents=True, exist_ok=True)
    done = run_live(
        ["/bin/sh", "-c", _SHELL, "gitfix", command],
        cwd=spot.path,
        env=environment(inner, junit),
        mark=spot.mark,
        limit=limit,
        watch=lambda data: None,
        cap=OUTPUT,
        stop=stop,
    )
    output = decode(done.output.head + done.output.tail).replace(f"{spot.path}/", "")
    files = list(_contents([junit, *_matching(spot.path, reports)]))
    shutil.rmtree(inner, ignore_errors=True)
    code = done.code
    ran = Ran(
        code, "limit" if done.how == "limit" else "exit", read(code, output, files), output[-TAIL:]
    )
    return Trial(ran, done.ms / 1000, done.how == "interrupt" or done.asked)


def environment(temporary: Path, junit: Path) -> dict[str, str]:
    """What a test sees: this environment without git's and gitfix's variables, and a folder for temporary files."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITFIX_"))}
    asked = f"--junitxml={junit} -o junit_logging=no"
    env["PYTEST_ADDOPTS"] = f"{env.get('PYTEST_ADDOPTS', '')} {asked}".strip()
    env["TMPDIR"] = str(temporary)
    return env


def _matching(root: Path, pattern: str) -> list[Path]:
    if not pattern:
        return []
    return [path for path in root.glob(pattern) if path.is_file() and not path.is_symlink()]


def _contents(files: list[Path]) -> Iterator[bytes]:
    for path in files:
        try:
            if path.stat().st_size <= _LARGEST:
                yield path.read_bytes()
        except OSError:
            continue
