"""`git bisect run` in a worktree of gitfix's own, which asks gitfix about each commit.

A worktree has a bisect of its own (`refs/bisect` and `BISECT_LOG` belong to it alone), so that the user's, in whatever
worktree, stays as it is; and with the worktree all of it goes away, after a kill too.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import Oid
from gitfix.core.outcome import Refusal
from gitfix.core.text import decode
from gitfix.core.value import dataclass
from gitfix.git.bench import add, bench
from gitfix.host.group import kill_group

if TYPE_CHECKING:
    from gitfix.git.process import Git
    from gitfix.git.repository import Repository

# Nothing is checked out (`--no-checkout`): the commit is told here, and the answer comes back as an exit code.
# Where gitfix is gone there is no answer: 255 ends git's run.
_RUNNER = (
    'git rev-parse --verify BISECT_HEAD >"/dev/fd/$GITFIX_BISECT" && read -r code || exit 255; '
    'exit "$code"'
)
_BAD, _GOOD, _SKIP = "refs/bisect/bad", "refs/bisect/good-", "refs/bisect/skip-"


@dataclass(frozen=True)
class Found:
    """The first bad commit; None where commits that could not be tested leave it open: then all that it can be."""

    first: Oid | None
    open: tuple[Oid, ...] = ()


def bisect_run(repo: Repository, good: Oid, bad: Oid, ask: Callable[[Oid, int], int]) -> Found:
    """The first bad commit after `good`.

    `ask` gets a commit, and how many are left that it can be; it answers 0 for good, 125 where the commit cannot be
    tested, 1 for bad. Refusal where git ends before its end.
    """
    with bench(repo, worktree=True, what="culprit") as place:
        add(repo, place.path, bad)
        git = repo.git.at(place.path)
        git.run("bisect", "start", "--no-checkout", bad, good)
        if len(_left(git)[0]) > 1:
            _run(git, place.path, ask)
        left, skipped = _left(git)
    now = left[0]
    between = tuple(one for one in left if one in skipped)
    if {*left} - {now, *between}:
        raise Refusal(
            "git bisect ended before it had found the commit",
            found=(f"it stopped at {now.short}, with {len(left) - 1} before it",),
            hint="the same command goes on from the runs that ended; git bisect run shows what stops it",
        )
    return Found(None, (now, *between)) if between else Found(now)


def _left(git: Git) -> tuple[list[Oid], set[Oid]]:
    """What it can still be, the bad one first; and those of all commits that could not be tested."""
    rows = git.out("for-each-ref", "--format=%(objectname) %(refname)", "refs/bisect/")
    refs = {name: oid for oid, name in (row.split(" ", 1) for row in decode(rows).splitlines())}
    good = [f"^{oid}" for name, oid in refs.items() if name.startswith(_GOOD)]
    left = git.line("rev-list", "--topo-order", refs[_BAD], *good).split("\n")
    skipped = {Oid(oid) for name, oid in refs.items() if name.startswith(_SKIP)}
    return [Oid(oid) for oid in left], skipped


def _run(git: Git, place: Path, ask: Callable[[Oid, int], int]) -> None:
    told, write = os.pipe()
    with os.fdopen(told, "rb") as questions, tempfile.TemporaryFile() as words:
        try:
            child = subprocess.Popen(
                ["git", "bisect", "run", "sh", "-c", _RUNNER],
                cwd=place,
                env={**git.env, "GITFIX_BISECT": str(write)},
                stdin=subprocess.PIPE,
                stdout=words,
                stderr=words,
                pass_fds=(*git.hold, write),
                start_new_session=True,
            )
        finally:
            os.close(write)
        assert child.stdin is not None
        try:
            for line in questions:
                code = ask(Oid(decode(line).strip()), len(_left(git)[0]) - 1)
                child.stdin.write(f"{code}\n".encode())
                child.stdin.flush()
            child.wait()
        except BrokenPipeError:
            child.wait()
        finally:
            kill_group(child)
