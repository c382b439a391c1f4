"""`gitfix branch` for an incident that has its branch: back to it, and nothing is made twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.branching import BranchBase, BranchResult
from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Outcome
from gitfix.core.plan import Plan, Step
from gitfix.git.execute import execute
from gitfix.operations import place
from gitfix.operations.furnish import furnish
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from pathlib import Path

    from gitfix.core.incident import Incident
    from gitfix.operations.workspace import Workspace


def come_back(
    work: Workspace, known: Incident, severity: str | None, where: place.Where, at: Path | None
) -> Outcome:
    """Check the branch out if it is nowhere, and record a severity that is stated now."""
    repo, branch = work.repo, BranchName(known.branch)
    tip = repo.refs.get(branch.ref)
    assert tip is not None, "the caller has seen the branch"
    there = repo.worktrees.having(branch)
    if there is None:
        spot = place.choose(work, where, branch, tip, at, known.version)
    elif there.path == repo.worktree:
        spot = place.Place(switch=there.path, why="it is checked out already")
    else:
        spot = place.Place(worktree=there.path, why="it is checked out already")
    steps: list[Step] = []
    stated = severity is not None and (severity != known.severity or not known.severity_stated)
    if stated:
        data = {"severity": severity, "severity_stated": True}
        steps.append(
            record(work, known.id, Draft("triaged", data, phase="triage", step="severity"))
        )
    if there is None:
        steps += spot.steps(repo, branch, tip)
    plan = Plan("branch", tuple(steps), known.id)
    if steps and not work.settings.dry_run:
        execute(repo, plan)
        if there is None and spot.worktree:
            furnish(work, spot.worktree)
    result = BranchResult(
        incident=known.id,
        branch=str(branch),
        version=known.version,
        base=BranchBase(known.base.tag, Oid(known.base.commit), known.base.version),
        worktree=str(spot.worktree) if spot.worktree else None,
        checked_out=bool(spot.worktree or spot.switch),
        reused=True,
        warnings=tuple(work.notices),
        severity=severity or known.severity,
        severity_stated=severity is not None or known.severity_stated,
        why_there=spot.why,
        plan=plan.rows() if work.settings.dry_run else (),
    )
    return Outcome(result, notices=tuple(work.notices))
