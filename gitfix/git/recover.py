"""After a crash: finishes or takes back what a killed gitfix had begun, and says which.

The journal says what was meant; the refs, the checkout and the remote say how far it came. What others can
already see is finished; what nobody has seen is taken back.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import time
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import LOCAL, short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Plan,
    Push,
    RemoveWorktree,
    SetConfig,
    Step,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.core.text import plural
from gitfix.core.value import dataclass
from gitfix.git import steps
from gitfix.git.execute import exclusive, follow_all, groups, inside, undo
from gitfix.git.journal import Journal, Operation

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

SETTLING = 0.3
"""Seconds that a lock is given to vanish by itself."""


def recover(repo: Repository, *, offline: bool = False) -> list[str]:
    """Bring this clone to a whole state; returns one sentence per operation that had been cut short.

    `offline`: a push that was cut short waits for a command that may ask the remote.

    With nothing to recover this costs one look at a folder. Refusal when the killed gitfix, or a git that it
    started, is still running.
    """
    folder = repo.private / "journal"
    try:
        with os.scandir(folder) as entries:
            if next(entries, None) is None or inside(repo):
                return []
    except FileNotFoundError:
        return []
    with exclusive(repo) as held:
        journal = Journal(held.private)
        for place in (journal.folder, journal.log):
            for partial in place.glob(".*.gitfix-new"):
                partial.unlink(missing_ok=True)
        said = [_unreadable(path) for path in journal.set_aside()]
        return said + [
            _settle(held, journal, operation, offline) for operation in journal.pending()
        ]


def _unreadable(path: Path) -> str:
    """A plan that is damaged, or a newer gitfix's: nothing is done on a guess, and it is said once."""
    return (
        f"a gitfix command was cut short, and its plan cannot be read: look at git status, and at {path}, "
        "where the plan is kept"
    )


def _settle(repo: Repository, journal: Journal, operation: Operation, offline: bool) -> str:
    plan = operation.plan
    if offline and any(isinstance(step, Push) for step in plan.steps):
        return (
            f"gitfix {plan.command} was cut short during its push: the next command without --offline asks "
            "the remote how far it came"
        )
    # Before the locks go: they are a sign of how far git came.
    states = [(step, steps.state(repo, step)) for step in plan.steps]
    if any(found == "unknown" for _, found in states):
        return (
            f"gitfix {plan.command} was cut short during its push, and the remote cannot be reached "
            "now: the next command will look again"
        )
    began = journal.began(operation)
    cleared = _clear_locks(repo, plan.steps, began)
    _clear_partial(plan.steps)
    _clear_unnamed_worktrees(repo, plan.steps, began)
    result = Recovered()
    if any(_is_pivot(step) and found == "after" for step, found in states):
        _finish(repo, states, result)
        journal.finish(operation)
        said = f"finished gitfix {plan.command}, which had been cut short"
    else:
        _take_back(repo, states, result)
        journal.finish(operation, keep=False)
        said = f"took back gitfix {plan.command}, which had been cut short: all is as before it"
    if cleared:
        said += f"; removed {plural(cleared, 'stale lock')}"
    if result.rescued:
        said += f"; kept what was in the way: {', '.join(result.rescued)}"
    return "; ".join([said, *result.left_alone])


@dataclass
class Recovered:
    """What a recovery kept out of harm's way, and what it had to leave as it is."""

    rescued: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def _is_pivot(step: Step) -> bool:
    """Whether others can see this step's effect, so that the rest has to follow."""
    if isinstance(step, UpdateRef):
        return not step.follow and not step.ref.startswith(LOCAL)
    return isinstance(step, Push)


def _finish(repo: Repository, states: list[tuple[Step, steps.State]], result: Recovered) -> None:
    musts = [
        step
        for step, found in states
        if isinstance(step, UpdateRef) and not step.follow and found == "before"
    ]
    if musts:
        repo.refs.transaction(musts, "recover")
    known = dict(states)
    for group in groups(Plan("recover", tuple(step for step, _ in states))):
        first = group[0]
        if isinstance(first, (UpdateRef, MoveCheckout)) and first.follow:
            _follow(repo, group, known, result)
        elif not isinstance(first, (UpdateRef, Push)):
            _complete(repo, first, known[first], result)


def _follow(
    repo: Repository, group: list[Step], known: dict[Step, steps.State], result: Recovered
) -> None:
    if all(known[step] == "after" for step in group):
        return
    first = group[0]
    if isinstance(first, MoveCheckout) and known[first] == "partly":
        result.rescued += steps.force(repo, first)
    result.left_alone += follow_all(repo, group)


def _complete(repo: Repository, step: Step, found: steps.State, result: Recovered) -> None:
    if found in ("after", "other"):
        return
    try:
        if found == "before":
            steps.do(repo, step)
        else:
            result.rescued += steps.force(repo, step)
    except Refusal:
        if isinstance(step, MoveCheckout):
            # Its branch has moved: files that stay behind would take the fix back with the next commit.
            result.rescued += steps.force(repo, step)
        elif isinstance(step, Switch):
            result.left_alone.append(
                f"{step.worktree} has changes in the way and stays: git switch {short_ref(step.after)}"
            )
        else:
            raise


def _take_back(repo: Repository, states: list[tuple[Step, steps.State]], result: Recovered) -> None:
    refs: list[UpdateRef] = []
    for step, found in reversed(states):
        inverse = step.inverse()
        if isinstance(inverse, UpdateRef):
            refs += [inverse] if found == "after" else []
        else:
            result.rescued += undo(repo, step, found)
    if refs:
        repo.refs.transaction(refs, "take back")


def _clear_partial(plan: tuple[Step, ...]) -> None:
    """Remove what an atomic write left beside its file."""
    for step in plan:
        if isinstance(step, WriteFile):
            path = Path(step.path).resolve()
            for partial in path.parent.glob(f".{glob.escape(path.name)}.*.gitfix-new"):
                partial.unlink(missing_ok=True)


def _clear_unnamed_worktrees(repo: Repository, plan: tuple[Step, ...], began: float) -> None:
    """Remove what a killed `git worktree add` began before it wrote down where the worktree is.

    git neither lists nor prunes such a folder: it is locked, and names no place.
    """
    for step in plan:
        if not isinstance(step, AddWorktree):
            continue
        path = Path(step.path)
        for folder in repo.common_dir.glob(f"worktrees/{glob.escape(path.name)}*"):
            named = folder / "gitdir"
            if _made_since(folder, began) and not (named.exists() and named.read_bytes().strip()):
                shutil.rmtree(folder, ignore_errors=True)
        if _made_since(path, began):
            with contextlib.suppress(OSError):
                path.rmdir()  # only when nothing is in it


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
                # Besides the ref git locks the HEAD through which it is checked out; deleting writes packed-refs.new.
                shared = (f"{ref}.lock", "HEAD.lock", "packed-refs.lock", "packed-refs.new")
                names |= {repo.common_dir / name for name in shared}
                names |= set(repo.common_dir.glob("worktrees/*/HEAD.lock"))
                names.add(repo.common_dir / "reftable" / "tables.list.lock")
            case SetConfig():
                names.add(repo.common_dir / "config.lock")
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
