"""After a crash: finishes or takes back what a killed gitfix had begun, and says which.

The journal says what was meant; the refs, the checkout and the remote say how far it came. What others can
already see is finished; what nobody has seen is taken back.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import LOCAL
from gitfix.core.outcome import Refusal
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Push,
    RemoveWorktree,
    Step,
    Switch,
    UpdateRef,
)
from gitfix.core.text import plural
from gitfix.git import steps
from gitfix.git.execute import exclusive, undo
from gitfix.git.journal import Journal, Operation

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

SETTLING = 0.3
"""Seconds that a lock is given to vanish by itself."""


def recover(repo: Repository) -> list[str]:
    """Bring this clone to a whole state; returns one sentence per operation that had been cut short.

    Refusal when the killed gitfix, or a git that it started, is still running.
    """
    folder = repo.private / "journal"
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    with exclusive(repo) as held:
        journal = Journal(held.private)
        for partial in folder.glob(".*.gitfix-new"):
            partial.unlink(missing_ok=True)
        return [_settle(held, journal, operation) for operation in journal.pending()]


def _settle(repo: Repository, journal: Journal, operation: Operation) -> str:
    plan = operation.plan
    cleared = _clear_locks(repo, plan.steps, journal.began(operation))
    states = [(step, steps.state(repo, step)) for step in plan.steps]
    if any(found == "unknown" for _, found in states):
        return (
            f"gitfix {plan.command} was cut short during its push, and the remote cannot be reached "
            "now: the next command will look again"
        )
    if any(_is_pivot(step) and found == "after" for step, found in states):
        rescued = _finish(repo, states)
        journal.finish(operation)
        said = f"finished gitfix {plan.command}, which had been cut short"
    else:
        rescued = _take_back(repo, states)
        journal.finish(operation, keep=False)
        said = f"took back gitfix {plan.command}, which had been cut short: all is as before it"
    if cleared:
        said += f"; removed {plural(cleared, 'stale lock')}"
    if rescued:
        said += f"; kept what was in the way in {Path(rescued[0]).parent}"
    return said


def _is_pivot(step: Step) -> bool:
    """Whether others can see this step's effect, so that the rest has to follow."""
    if isinstance(step, UpdateRef):
        return not step.follow and not step.ref.startswith(LOCAL)
    return isinstance(step, Push)


def _finish(repo: Repository, states: list[tuple[Step, steps.State]]) -> list[str]:
    refs = [s for s, found in states if isinstance(s, UpdateRef) and found == "before"]
    musts = [step for step in refs if not step.follow]
    if musts:
        repo.refs.transaction(musts, "recover")
    for step in refs:
        if step.follow:
            repo.refs.try_transaction([step], "recover")
    rescued: list[str] = []
    for other, found in states:
        if not isinstance(other, (UpdateRef, Push)) and found not in ("after", "other"):
            rescued += _complete(repo, other, found)
    return rescued


def _complete(repo: Repository, step: Step, found: steps.State) -> list[str]:
    if found == "partly":
        return steps.force(repo, step)
    follows = isinstance(step, MoveCheckout) and step.follow
    with contextlib.suppress(Refusal) if follows else contextlib.nullcontext():
        steps.do(repo, step)
    return []


def _take_back(repo: Repository, states: list[tuple[Step, steps.State]]) -> list[str]:
    refs: list[UpdateRef] = []
    rescued: list[str] = []
    for step, found in reversed(states):
        inverse = step.inverse()
        if inverse is None or found == "before":
            continue
        if isinstance(inverse, UpdateRef):
            refs += [inverse] if found == "after" else []
        elif found == "partly":
            rescued += steps.force(repo, inverse)
        else:
            undo(repo, inverse)
    if refs:
        repo.refs.transaction(refs, "take back")
    return rescued


def _clear_locks(repo: Repository, plan: tuple[Step, ...], began: float) -> int:
    """Remove the lock files that this plan's git processes left; nobody holds gitfix's own lock now.

    A lock from before the plan is somebody else's; a young one gets a moment, in case its git is alive.
    """
    left = [name for name in _lock_names(repo, plan) if _made_since(name, began)]
    if left:
        time.sleep(SETTLING)
    left = [name for name in left if _made_since(name, began)]
    for name in left:
        name.unlink(missing_ok=True)
    return len(left)


def _made_since(path: Path, began: float) -> bool:
    try:
        return path.stat().st_mtime >= began - 1
    except OSError:
        return False


def _lock_names(repo: Repository, plan: tuple[Step, ...]) -> set[Path]:
    names: set[Path] = set()
    for step in plan:
        match step:
            case UpdateRef(ref=ref):
                names |= {repo.common_dir / f"{ref}.lock", repo.common_dir / "packed-refs.lock"}
                names |= {repo.common_dir / "HEAD.lock", repo.git_dir / "HEAD.lock"}
                names.add(repo.common_dir / "reftable" / "tables.list.lock")
            case Switch(worktree=path) | MoveCheckout(worktree=path):
                names |= _inside(repo, path, "index.lock", "HEAD.lock")
            case AddWorktree(path=path) | RemoveWorktree(path=path):
                names |= _inside(repo, path, "index.lock")
            case _:
                pass
    return names


def _inside(repo: Repository, path: str, *files: str) -> set[Path]:
    """Files of the git folder of the worktree at `path`, if there is one."""
    try:
        folder = repo.worktrees.git_dir(Path(path))
    except (Refusal, OSError):
        return set()
    return {folder / file for file in files}
