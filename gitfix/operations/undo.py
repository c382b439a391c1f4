"""`gitfix undo`: take the last operation of this clone back, unless something has moved since."""

from __future__ import annotations

from pathlib import Path

from gitfix.core.names import INCIDENTS, short_ref
from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.plan import (
    MoveCheckout,
    Plan,
    Push,
    RemoveWorktree,
    Step,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.core.settings import Settings
from gitfix.core.value import dataclass
from gitfix.git import steps
from gitfix.git.execute import exclusive, execute_locked
from gitfix.git.journal import Journal, Operation
from gitfix.git.repository import Repository
from gitfix.git.step_files import State
from gitfix.host import clock
from gitfix.operations.recording import Draft, record
from gitfix.operations.undo_production import require_only_git
from gitfix.operations.undo_pushed import never_rewound, nowhere_else
from gitfix.operations.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class UndoResult:
    """What was taken back. `at` is when it had been done (ISO 8601, UTC)."""

    operation: str
    command: str
    at: str
    incident: str
    plan: tuple[dict[str, object], ...]
    dry_run: bool = False

    _private = ("dry_run",)


def undo(settings: Settings) -> Outcome:
    """Take the newest operation back that was not taken back yet; Refusal when that would lose something.

    A pushed branch, line, tag or record is never rewound: there it says how to revert.
    """
    work = open_workspace(settings)
    journal = Journal(work.repo.private)
    operation = next((one for one in reversed(journal.done()) if not one.undone), None)
    if operation is None:
        raise Refusal(
            "there is nothing to take back in this clone", hint="where things stand: gitfix status"
        )
    require_only_git(work, operation.plan)
    never_rewound(work.repo, operation)
    nowhere_else(work, operation.plan)
    inverse = operation.plan.inverse()
    with exclusive(work.repo) as held:
        todo = _todo(held, inverse)
        plan = Plan(inverse.command, (*todo, *_recorded(work, operation)), operation.plan.incident)
        if not settings.dry_run:
            execute_locked(held, plan, keep=False)
            journal.mark_undone(operation)
    result = UndoResult(
        operation.id,
        operation.plan.command,
        clock.iso(operation.at),
        operation.plan.incident,
        plan.rows(),
        settings.dry_run,
    )
    return Outcome(result, notices=tuple(work.notices))


def _todo(repo: Repository, inverse: Plan) -> list[Step]:
    """The inverse's steps that are still to do; Refusal when something has moved since."""
    todo: list[Step] = []
    # Where a branch has moved, its checkout has too: the branch is what the person knows.
    for ref in inverse.refs():
        if (now := steps.state(repo, ref)) not in ("before", "after"):
            raise _moved(repo, ref, now)
    for step in inverse.steps:
        found = steps.state(repo, step)
        if found == "after":
            continue
        if found != "before":
            raise _moved(repo, step, found)
        _nothing_lost(repo, step)
        todo.append(step)
    return todo


def _nothing_lost(repo: Repository, step: Step) -> None:
    """Work that is not committed must survive."""
    if isinstance(step, RemoveWorktree) and step.conflict:
        from gitfix.git import conflict_look, pauses

        stop = pauses.read(repo, step.conflict).stop(step.branch)
        if stop and not conflict_look.untouched(repo, Path(step.path), stop):
            raise Refusal(
                f"somebody has begun to resolve the conflict in {step.path}",
                hint="go on: gitfix backport --continue\nor give it up: gitfix backport --abort",
            )
    elif isinstance(step, RemoveWorktree):
        path = Path(step.path)
        changed = repo.worktrees.changed(path)
        extra = repo.worktrees.at(path).fields("ls-files", "-z", "--others", "--exclude-standard")
        if changed or extra:
            raise Refusal(
                f"{step.path} holds work that is not committed",
                found=tuple([*changed, *extra][:5]),
                hint="commit it, or move it elsewhere, then: gitfix undo",
            )
    if isinstance(step, Switch) and repo.worktrees.changed(Path(step.worktree)):
        raise Refusal(
            f"{step.worktree} holds changes that are not committed",
            found=tuple(repo.worktrees.changed(Path(step.worktree))[:5]),
            hint="commit or stash them, then: gitfix undo",
        )


def _moved(repo: Repository, step: Step, found: State) -> Refusal:
    match step:
        case UpdateRef():
            now = repo.refs.get(step.ref)
            what = f"{short_ref(step.ref)} has moved since"
            detail = f"it was at {step.old.short}, now {now.short if now else 'it is gone'}"
        case Push():
            what, detail = (
                f"{step.remote} has other branches than were pushed",
                "or it cannot be reached",
            )
        case Switch() | MoveCheckout():
            what, detail = f"{step.worktree} has another branch checked out, or changes", ""
        case WriteFile():
            what, detail = f"{step.path} was edited since", ""
        case RemoveWorktree():
            return Refusal(
                f"the worktree {step.path} is not as it was made",
                found=("parts of it were moved or taken away by hand",),
                hint="when it is gone for good: git worktree prune, then: gitfix undo",
            )
        case _:
            what, detail = f"something has changed since ({found})", ""
    return Refusal(
        f"{what}: it is not taken back",
        found=(detail,) if detail else (),
        hint="gitfix never resets what somebody moved; where things stand: gitfix status",
    )


def _recorded(work: Workspace, operation: Operation) -> list[Step]:
    """The undo is an event of its own: the record only grows."""
    incident = operation.plan.incident
    if not incident:
        return []
    moves = [step for step in operation.plan.refs() if step.ref == INCIDENTS + incident]
    known = [f"^{step.old}" for step in moves if not step.old.is_zero]
    # A close has no tip of its own any more: it is in the archive.
    tips = [work.record.tip(incident) if s.new.is_zero else s.new for s in moves]
    data = {
        "what": operation.plan.command.split(" ")[0],
        "how": operation.plan.command.partition(" ")[2],
        "operation": operation.id,
        "opened": any(step.old.is_zero for step in moves),
        "events": work.repo.history.ids(*filter(None, tips), *known) if any(tips) else [],
    }
    return [record(work, incident, Draft("undone", data))]
