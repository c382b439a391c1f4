"""The introducing commit: what it costs to find it beside the `git blame` calls that it rests on."""

from __future__ import annotations

import random
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Measure
from benchmarks.timing import Side, Times
from benchmarks.world import World
from gitfix.core.szz import WINDOW
from gitfix.git.blame import JOBS, OPTIONS

COMMITS, FILES, LINES = 20_000, 200, 300
"""Commits of the generated history, its files, and the lines of each; a commit changes a line in two files."""
CHANGED = (10, 150, 250)
"""Lines that the fix changes in each of its files, counted from 0."""
FIXED = 10
"""Files of the fix: the blame of one reads its whole history, so that fifty take five times what ten take."""
START = 1_500_000_000


def measures(world: World) -> list[Measure]:
    """The whole command, on ten files."""
    what = f"culprit, {FIXED} of {FILES} files, {COMMITS:,} commits, less start-up"
    return [Measure("culprit", what, 1.3, "git blame", _beside, lambda: _sides(world))]


def _beside(times: Sequence[Times]) -> float:
    culprit, start, blame = times
    return (culprit.median - start.median) / blame.median


def _sides(world: World) -> Sequence[Side]:
    path = world.scratch / "blame.git"
    generate(path, world)
    limits = [f"-L{line + 1 - WINDOW},{line + 1 + WINDOW}" for line in CHANGED]
    blame = shlex.join(["git", "blame", *OPTIONS, *limits, "v1.0.0", "--"])
    names = shlex.join(_paths()[:FIXED])
    # As many at once as gitfix runs: what is compared is the work, not how it is spread.
    bare = f"printf '%s\\n' {names} | xargs -n1 -P$(n=$(nproc); echo $((n < {JOBS} ? n : {JOBS}))) {blame}"
    return (
        Side("culprit", (world.gitfix, "culprit", "--commit", "fix", "--quiet"), path, world.env),
        Side("start", (world.gitfix, "production", "--help"), path, world.env),
        Side("blame", ("sh", "-c", bare), path, world.env),
    )


def generate(path: Path, world: World) -> None:
    """The history, the same in every run, as a bare repository; the branch `fix` is one commit ahead."""
    subprocess.run(
        ["git", "init", "-q", "--bare", "-b", "main", str(path)], env=world.env, check=True
    )
    with subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=path, env=world.env, stdin=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        for part in _stream():
            child.stdin.write(part)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, "git fast-import")
    for command in (["repack", "-adq"], ["pack-refs", "--all"]):
        world.git(path, *command)


def _paths() -> list[str]:
    return [f"src/part{number // 20:02}/file{number:03}.py" for number in range(FILES)]


def _stream() -> Iterator[bytes]:
    chance = random.Random(COMMITS)
    paths = _paths()
    texts = {
        path: [f"value_{n} = {chance.randrange(10**6)}" for n in range(LINES)] for path in paths
    }
    when = START
    yield _commit("main", when, "the first import", texts)
    for number in range(COMMITS):
        when += 3600
        chosen = chance.sample(paths, 2)
        for path in chosen:
            texts[path][chance.randrange(LINES)] = f"value_{number} = {chance.randrange(10**6)}"
        yield _commit("main", when, f"change {number}", {path: texts[path] for path in chosen})
    yield (
        b"tag v1.0.0\nfrom refs/heads/main\ntagger Ada <ada@example.org> %d +0000\ndata 0\n\n"
        % when
    )
    yield b"reset refs/heads/fix\nfrom refs/heads/main\n\n"
    fixed = {path: [*texts[path]] for path in paths[:FIXED]}
    for lines in fixed.values():
        for line in CHANGED:
            lines[line] = "fixed = True"
    yield _commit("fix", when + 3600, "the fix", fixed)


def _commit(branch: str, when: int, message: str, files: dict[str, list[str]]) -> bytes:
    said = f"committer Ada <ada@example.org> {when} +0000\ndata {len(message)}\n{message}\n"
    parts = [f"commit refs/heads/{branch}\n{said}"]
    for path, lines in files.items():
        text = "\n".join(lines) + "\n"
        parts.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    return ("".join(parts) + "\n").encode()
