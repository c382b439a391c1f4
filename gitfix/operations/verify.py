"""Runs the team's regression tests, and the test of the proof, on each result of a backport, before anything moves.

A merge can be clean and wrong: both sides are fine alone, and together they break. One worktree serves all targets;
a tree that has passed the same commands in this clone is not run again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.endings import it_ended
from gitfix.core.outcome import Refusal
from gitfix.core.redact import redact_shell
from gitfix.core.text import brief
from gitfix.core.value import dataclass, replace
from gitfix.git.bench import Bench, bench, clean, lay_out
from gitfix.operations.furnish import LIMIT, furnish
from gitfix.operations.target_commands import last_lines, run_on
from gitfix.operations.verify_commands import checks

if TYPE_CHECKING:
    from gitfix.core.backport import TargetResult
    from gitfix.operations.load import Carried
    from gitfix.operations.workspace import Workspace
    from gitfix.services.commands import StepRun


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
    """Every row that moves, tried in a worktree. `wanted` None: where there are commands that may run here.

    Refusal when it is wanted and there is nothing to run, or it is not trusted.
    """
    moving = [row for row in rows if row.moves]
    if wanted is False or not moving:
        return Verified(tuple(rows))
    from gitfix.operations.verify_affected import with_affected

    chosen = checks(work, carried, wanted=bool(wanted))
    if chosen is None:
        return Verified(tuple(rows))
    repo = work.repo
    trees = [(repo.objects.read_commit(r.before).tree, r.tree or r.before) for r in moving]
    paths = dict(zip([r.branch for r in moving], repo.diffs.paths(trees), strict=True))
    done: list[TargetResult] = []
    with bench(repo, worktree=True) as place:
        used = False
        for row in rows:
            commands = chosen.commands(paths.get(row.branch, [])) if row.moves else []
            mark = chosen.mark(work, row, commands)
            known = bool(commands) and mark.exists()
            if known:
                row = replace(row, verified=True)
                if wanted:
                    row = with_affected(work, row, chosen, paths[row.branch], mark)
            if known or not commands:
                done.append(row)
                continue
            work.settings.progress(f"testing {row.branch}", len(done), len(rows))
            _prepare(work, place, row, chosen.setup, used=used)
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
                row = with_affected(work, row, chosen, paths[row.branch], mark)
            done.append(row)
    for said in place.left:
        work.note(said)
    return Verified(tuple(done))


def _prepare(work: Workspace, place: Bench, row: TargetResult, setup: str, *, used: bool) -> None:
    """The files of this result; what a set-up has installed stays from target to target."""
    if used:
        clean(work.repo.git.at(place.path), row.after)
        return
    lay_out(work.repo, place.path, row.after)

    def set_up(command: str) -> int:
        return run_on(place, command, LIMIT).exit_code

    furnish(work, place.path, set_up)
    if setup and (code := set_up(setup)):
        raise Refusal(
            f"the set-up of the proof's test {it_ended(code)}",
            hint="try it by hand in a clean checkout, then again; or without: --no-verify",
        )


def _run(
    work: Workspace, carried: Carried, place: Bench, row: TargetResult, command: str, limit: float
) -> StepRun:
    work.settings.progress(f"testing {row.branch}: {redact_shell(command)}")
    return run_on(place, command, limit, (carried, row))


def _failed(
    work: Workspace, rows: list[TargetResult], row: TargetResult, command: str, run: StepRun
) -> Verified:
    said = brief(redact_shell(command), 60)
    how = f"exit {run.exit_code}" if run.how == "exit" else "stopped after its time limit"
    for line in last_lines(run):
        work.note(f"{row.branch}: {line}")
    clean_there = "the merge is clean" if row.strategy == "merge" else "the pick is clean"
    return Verified(
        tuple(rows),
        f"{row.branch}: {clean_there}, and {said} fails there ({how}); nothing has moved anywhere",
        f"see it: git worktree add --detach ../{row.branch.replace('/', '-')}-test {row.after.short}",
        run.how == "interrupt",
    )
