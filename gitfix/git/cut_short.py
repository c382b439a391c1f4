"""A plan that was cut short: the rest of it is done, or what was done is taken back; nothing in the way is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import LOCAL, short_ref
from gitfix.core.outcome import Refusal
from gitfix.core.plan import MoveCheckout, Plan, Push, Step, Switch, UpdateRef
from gitfix.core.value import dataclass, field
from gitfix.git import steps
from gitfix.git.execute import groups
from gitfix.git.follow import follow_all, undo
from gitfix.git.step_files import State

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

States = list[tuple[Step, State]]


@dataclass
class Recovered:
    """What a recovery kept out of harm's way, and what it had to leave as it is."""

    rescued: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def goes_on(states: States) -> bool:
    """Whether others can see an effect, so that the rest has to follow; where there is a push, it alone counts."""
    pushes = [found for step, found in states if isinstance(step, Push)]
    if pushes:
        return all(found == "after" for found in pushes)
    return any(_is_pivot(step) and found == "after" for step, found in states)


def _is_pivot(step: Step) -> bool:
    return isinstance(step, UpdateRef) and not step.follow and not step.ref.startswith(LOCAL)


def finish(repo: Repository, states: States, result: Recovered) -> None:
    """Do what is left: refs that must move, then checkouts and files; what cannot follow is said."""
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
        follows: list[Step] = [
            s for s in group if isinstance(s, (UpdateRef, MoveCheckout)) and s.follow
        ]
        if follows:
            _follow(repo, follows, known, result)
        elif not isinstance(first, (UpdateRef, Push)):
            _complete(repo, first, known[first], result)


def _follow(
    repo: Repository, group: list[Step], known: dict[Step, State], result: Recovered
) -> None:
    if all(known[step] == "after" for step in group):
        return
    first = group[0]
    if isinstance(first, MoveCheckout) and known[first] == "partly":
        result.rescued += steps.force(repo, first)
    result.left_alone += follow_all(repo, group)


def _complete(repo: Repository, step: Step, found: State, result: Recovered) -> None:
    if found in ("after", "other"):
        if isinstance(step, MoveCheckout) and found == "other":
            result.left_alone += _built_on(repo, step)
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


def _built_on(repo: Repository, step: MoveCheckout) -> list[str]:
    """A commit that was made while the files were still the old ones takes out what had landed."""
    now = repo.refs.get(step.ref)
    if now in (None, step.old, step.new) or not repo.history.contains(now, step.new):
        return []
    name = short_ref(step.ref)
    landed = repo.worktrees.paths_between(step.old, step.new)
    lost = set(landed) - set(repo.worktrees.paths_between(step.old, now))
    if not lost:
        return []
    said = f"a commit on {name} was made before its files had followed, and it takes out what had landed in "
    return [f"{said}{', '.join(sorted(lost)[:3])}: git diff {step.new.short} {name}"]


def take_back(repo: Repository, states: States, result: Recovered) -> None:
    """Undo what was done, in reverse."""
    refs: list[UpdateRef] = []
    for step, found in reversed(states):
        if isinstance(step, Push):
            continue  # what has landed is never taken back behind somebody's back
        inverse = step.inverse()
        if isinstance(inverse, UpdateRef):
            refs += [inverse] if found == "after" else []
        else:
            result.rescued += undo(repo, step, found)
    if refs:
        repo.refs.transaction(refs, "take back")
