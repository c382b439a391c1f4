"""Runs the team's regression tests on each result of a backport, before anything moves.

A merge can be clean and wrong: both sides are fine alone, and together they break. One worktree serves all targets;
a tree that has passed the same commands in this clone is not run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.playbook import REGRESSION
from gitfix.core.redact import redact_shell
from gitfix.core.regression import choose
from gitfix.core.text import decode, printable, shorten
from gitfix.core.value import dataclass
from gitfix.git.bench import Bench, bench, clean, lay_out
from gitfix.operations.furnish import LIMIT, furnish
from gitfix.operations.trust import STEPS, TESTS, allowed
from gitfix.services.commands import run_step

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.core.playbook import Playbook
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace
    from gitfix.services.commands import StepRun

FOLDER = "verified"
"""Where what has passed is noted, in gitfix's own folder of a clone."""
LAST = 6
"""Lines of a failed command's output that are shown."""


@dataclass(frozen=True)
class Verified:
    """The rows, each with `verified` where commands were run; `failed`: why the first one that failed did."""

    rows: tuple[TargetResult, ...]
    failed: str = ""
    hint: str = ""
    interrupted: bool = False


def verify(
    work: Workspace, carried: Carried, rows: Sequence[TargetResult], wanted: bool | None
) -> Verified:
    """Every row that moves, tried in a worktree. `wanted` None: where the team has commands that are trusted here.

    Refusal when it is wanted and there is nothing to run, or it is not trusted.
    """
    moving = [row for row in rows if row.moves]
    if wanted is False or not moving:
        return Verified(tuple(rows))
    from gitfix.operations.playbook import load_playbook
    from gitfix.operations.verify_affected import with_affected

    playbook = load_playbook(work)
    if not _may_run(work, playbook, wanted=bool(wanted)):
        return Verified(tuple(rows))
    repo = work.repo
    trees = [(repo.objects.read_commit(r.before).tree, r.tree or r.before) for r in moving]
    paths = dict(zip([r.branch for r in moving], repo.diffs.paths(trees), strict=True))
    done: list[TargetResult] = []
    with bench(repo, worktree=True) as place:
        used = False
        for row in rows:
            commands = _commands(playbook, paths.get(row.branch, [])) if row.moves else []
            mark = _mark(work, row, commands)
            known = bool(commands) and mark.exists()
            if known:
                row = replace(row, verified=True)
                if wanted:
                    row = with_affected(work, row, commands, paths[row.branch], mark)
            if known or not commands:
                done.append(row)
                continue
            work.settings.progress(f"testing {row.branch}", len(done), len(rows))
            _prepare(work, place, row, used=used)
            used = True
            for command, limit in commands:
                run = _run(work, carried, place, row, command, limit)
                if run.exit_code:
                    row = replace(row, verified=False)
                    return _failed(work, [*done, row, *rows[len(done) + 1 :]], row, command, run)
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            row = replace(row, verified=True)
            if wanted:
                row = with_affected(work, row, commands, paths[row.branch], mark)
            done.append(row)
    for said in place.left:
        work.note(said)
    return Verified(tuple(done))


def _may_run(work: Workspace, playbook: Playbook, *, wanted: bool) -> bool:
    step = playbook.step(REGRESSION)
    if not (playbook.tests or (step and step.commands)):
        if wanted:
            raise Refusal(
                "--verify: the team's file names no regression tests",
                hint="name them in .gitfix.toml: [steps.regression] commands, or [[tests]]",
            )
        return False
    keys = ([f"{STEPS}{REGRESSION}"] if step and step.commands else []) + (
        [TESTS] if playbook.tests else []
    )
    if all(allowed(work, key) for key in keys):
        return True
    if wanted:
        raise Refusal(
            "--verify: the team's commands are not trusted in this clone", hint="gitfix trust"
        )
    work.note("the results are not tested: the team's commands are not trusted here: gitfix trust")
    return False


def _commands(playbook: Playbook, paths: Sequence[str]) -> list[tuple[str, float]]:
    """The regression step's own commands, and the tests for what changes on the target."""
    step = playbook.step(REGRESSION)
    own = list(step.commands) if step else []
    chosen = [one.command for one in choose(playbook.tests, paths).chosen]
    limit = step.limit if step else LIMIT
    return [(command, limit) for command in dict.fromkeys([*own, *chosen])]


def _mark(work: Workspace, row: TargetResult, commands: list[tuple[str, float]]) -> Path:
    """The note that this very tree has passed these commands."""
    setup = work.config.text("worktree.setup")
    text = "\0".join([str(row.tree), setup, *(command for command, _ in commands)])
    name = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return work.repo.private / FOLDER / name


def _prepare(work: Workspace, place: Bench, row: TargetResult, *, used: bool) -> None:
    """The files of this result; what a set-up has installed stays from target to target."""
    if used:
        clean(work.repo.git.at(place.path), row.after)
        return
    lay_out(work.repo, place.path, row.after)

    def set_up(command: str) -> int:
        return run_step(
            command, cwd=place.path, values={}, mark=place.mark, limit=LIMIT, watch=_unseen
        ).exit_code

    furnish(work, place.path, set_up)


def _unseen(data: bytes) -> None:
    """The output of what passes is nobody's concern; that of a failure is shown afterwards."""


def _run(
    work: Workspace, carried: Carried, place: Bench, row: TargetResult, command: str, limit: float
) -> StepRun:
    values = {
        "GITFIX_INCIDENT": carried.incident,
        "GITFIX_BRANCH": row.branch,
        "GITFIX_COMMIT": row.after,
        "GITFIX_TREE": str(row.tree),
        "GITFIX_VERSION": carried.release,
    }
    work.settings.progress(f"testing {row.branch}: {redact_shell(command)}")
    return run_step(
        command, cwd=place.path, values=values, mark=place.mark, limit=limit, watch=_unseen
    )


def _failed(
    work: Workspace, rows: list[TargetResult], row: TargetResult, command: str, run: StepRun
) -> Verified:
    said = printable(shorten(redact_shell(command), 60))
    how = f"exit {run.exit_code}" if run.how == "exit" else "stopped after its time limit"
    for line in [one for one in decode(run.log).splitlines() if one.strip()][-LAST:]:
        work.note(f"{row.branch}: {printable(shorten(line, 100))}")
    clean_there = "the merge is clean" if row.strategy == "merge" else "the pick is clean"
    return Verified(
        tuple(rows),
        f"{row.branch}: {clean_there}, and {said} fails there ({how}); nothing has moved anywhere",
        f"see it: git worktree add --detach ../{row.branch.replace('/', '-')}-test {row.after.short}",
        run.how == "interrupt",
    )
