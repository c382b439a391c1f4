"""The introducing commit: what it costs to find it beside the `git blame` calls that it rests on.

Twice: the whole command on a fix of ten files, and the search alone on fixes of one file, where blame takes so little
that every other process shows.
"""

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
SMALL = ((200, 20, 12), (2_000, 60, 8), (6_000, 100, 8))
"""Commits, files, and fixes of one file each, in three more repositories; none has a commit-graph."""
START = 1_500_000_000


def measures(world: World) -> list[Measure]:
    """The whole command, on ten files."""
    what = f"culprit, {FIXED} of {FILES} files, {COMMITS:,} commits, less start-up"
    fixes = sum(count for _, _, count in SMALL)
    small = f"search of culprit, {fixes} fixes of one file, {len(SMALL)} repositories, less opening"
    return [
        Measure("culprit", what, 1.3, "git blame", _beside, lambda: _sides(world)),
        Measure("culprit-small", small, 1.3, "git blame", _beside, lambda: _small_sides(world)),
    ]


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


def _small_sides(world: World) -> Sequence[Side]:
    """All fixes of a round in one process of Python, which opens each repository anew for each fix."""
    asked: list[str] = []
    bare: list[str] = []
    limits = [f"-L{CHANGED[0] + 1 - WINDOW},{CHANGED[0] + 1 + WINDOW}"]
    for commits, files, fixes in SMALL:
        path = world.scratch / f"blame-{commits}.git"
        generate(path, world, commits, files, fixes)
        for name in _paths(files)[:fixes]:
            branch = f"fix-{name.rpartition('/')[2]}"
            asked += [str(path), branch]
            bare.append(
                shlex.join(
                    ["git", "-C", str(path), "blame", *OPTIONS, *limits, "v1.0.0", "--", name]
                )
            )
    python = (str(world.bin / "python"), str(Path(__file__).with_name("blame_search.py")))
    return (
        Side("search", (*python, "search", *asked), world.scratch, world.env),
        Side("open", (*python, "open", *asked), world.scratch, world.env),
        Side("blame", ("sh", "-c", " && ".join(bare)), world.scratch, world.env),
    )


def generate(
    path: Path, world: World, commits: int = COMMITS, files: int = FILES, single: int = 0
) -> None:
    """The history, the same in every run, as a bare repository; the branch `fix` is one commit ahead.

    `single`: so many branches more, each ahead by a change of one line in one file.
    """
    subprocess.run(
        ["git", "init", "-q", "--bare", "-b", "main", str(path)], env=world.env, check=True
    )
    with subprocess.Popen(
        ["git", "fast-import", "--quiet"], cwd=path, env=world.env, stdin=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        for part in _stream(commits, files, single):
            child.stdin.write(part)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, "git fast-import")
    for command in (["repack", "-adq"], ["pack-refs", "--all"]):
        world.git(path, *command)


def _paths(files: int = FILES) -> list[str]:
    return [f"src/part{number // 20:02}/file{number:03}.py" for number in range(files)]


def _stream(commits: int, files: int, single: int) -> Iterator[bytes]:
    chance = random.Random(commits)
    paths = _paths(files)
    texts = {
        path: [f"value_{n} = {chance.randrange(10**6)}" for n in range(LINES)] for path in paths
    }
    when = START
    yield _commit("main", when, "the first import", texts)
    for number in range(commits):
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
    for path in paths[:single]:
        branch = f"fix-{path.rpartition('/')[2]}"
        yield f"reset refs/heads/{branch}\nfrom refs/heads/main\n\n".encode()
        lines = [*texts[path]]
        lines[CHANGED[0]] = "fixed = True"
        yield _commit(branch, when + 3600, "the fix", {path: lines})


def _commit(branch: str, when: int, message: str, files: dict[str, list[str]]) -> bytes:
    said = f"committer Ada <ada@example.org> {when} +0000\ndata {len(message)}\n{message}\n"
    parts = [f"commit refs/heads/{branch}\n{said}"]
    for path, lines in files.items():
        text = "\n".join(lines) + "\n"
        parts.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    return ("".join(parts) + "\n").encode()
