"""Each kind of plan step: how far it is (before, after, partly), and how it is done.

`state` only reads; `do` is called when the state is "before". `force` finishes a step that a kill left half done.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.names import HEADS, BranchName
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.plan import (
    AddWorktree,
    MoveCheckout,
    Push,
    RemoveWorktree,
    SetConfig,
    Step,
    Switch,
    UpdateRef,
    WriteFile,
)
from gitfix.git.process import GitFailed
from gitfix.git.standing import Standing, of_step
from gitfix.git.step_files import State, compare, file_state, write_file

if TYPE_CHECKING:
    from gitfix.git.repository import Repository


def state(repo: Repository, step: Step) -> State:
    """How far `step` is: `other` when somebody else changed what it is about."""
    match step:
        case UpdateRef():
            return compare(repo.refs.get(step.ref) or repo.zero, step.old, step.new)
        case Push():
            return push_state(of_step(repo, step))
        case Switch():
            return _switch_state(repo, step)
        case AddWorktree():
            return _worktree_state(repo, step.path)
        case RemoveWorktree():
            opposite: dict[State, State] = {"before": "after", "after": "before"}
            found = _worktree_state(repo, step.path)
            return opposite.get(found, found)
        case MoveCheckout():
            return _checkout_state(repo, step)
        case WriteFile():
            return file_state(repo, step)
        case SetConfig():
            return compare(repo.config.get(step.key), step.old, step.new)


def push_state(there: Standing | None) -> State:
    """How far a push is that nobody saw the end of, from how its refs stand on the remote."""
    if there is None:
        return "unknown"
    if there.certain:
        return "after"
    return "partly" if there.landed else "before"


def do(repo: Repository, step: Step) -> None:
    """Do `step`; UpdateRef and Push are done in groups by the executor."""
    match step:
        case Switch():
            _switch(repo, step)
        case AddWorktree():
            _add_worktree(repo, step)
        case RemoveWorktree(conflict=conflict):
            (repo.worktrees.discard if conflict else repo.worktrees.remove)(Path(step.path))
        case MoveCheckout():
            if not repo.worktrees.move(Path(step.worktree), step.old, step.new):
                raise _in_the_way(step)
        case WriteFile():
            write_file(repo, step)
        case SetConfig():
            repo.config.write(step.key, step.new)
        case UpdateRef() | Push():
            raise TypeError(f"{type(step).__name__} is not done one by one")


def force(repo: Repository, step: Step) -> list[str]:
    """Finish a step that was killed half way; returns the paths of rescued copies."""
    from gitfix.git.rescue import settle

    match step:
        case Switch():
            path = Path(step.worktree)
            rescued = settle(repo, path, step.old, step.new)
            git = repo.worktrees.at(path)
            if step.after.startswith("refs/"):
                git.run("symbolic-ref", "-m", "gitfix: recovered", "HEAD", step.after)
            else:
                git.run("update-ref", "--no-deref", "-m", "gitfix: recovered", "HEAD", step.after)
            return rescued
        case MoveCheckout():
            return settle(repo, Path(step.worktree), step.old, step.new)
        case AddWorktree():
            repo.worktrees.discard(Path(step.path))
            _add_worktree(repo, step)
        case RemoveWorktree():
            repo.worktrees.discard(Path(step.path))
        case _:
            do(repo, step)
    return []


def _head(repo: Repository, path: Path) -> str:
    done = repo.worktrees.at(path).run("symbolic-ref", "--quiet", "HEAD", ok=(0, 1))
    name = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")
    return name or repo.worktrees.at(path).line("rev-parse", "HEAD")


def _switch_state(repo: Repository, step: Switch) -> State:
    path = Path(step.worktree)
    if not path.is_dir():
        return "other"
    found = compare(_head(repo, path), step.before, step.after)
    if found != "before":
        return found
    from gitfix.git.progress import progress

    # HEAD moves last: before it, index and files may already be on their way.
    if repo.worktrees.at(path).line("rev-parse", "HEAD") != step.old:
        return "other"
    if not repo.worktrees.paths_between(step.old, step.new):
        return "before"
    return "before" if progress(repo, path, step.old, step.new) == "before" else "partly"


def _checkout_state(repo: Repository, step: MoveCheckout) -> State:
    from gitfix.git.progress import progress

    path = Path(step.worktree)
    if not path.is_dir() or _head(repo, path) != step.ref:
        return "other"
    # Somebody has committed there since: what was staged by halves is part of that commit now.
    if repo.refs.get(step.ref) not in (step.old, step.new):
        return "other"
    return progress(repo, path, step.old, step.new)


def _worktree_state(repo: Repository, path: str) -> State:
    folder = Path(path)
    known = any(found.path in (folder, folder.resolve()) for found in repo.worktrees.listing())
    if not known:
        return "other" if folder.exists() and any(folder.iterdir()) else "before"
    # Without its `.git` file git would take the folder for a part of the repository around it.
    if not (folder / ".git").is_file():
        return "partly"
    # git writes the index last: without one, the files were never all laid out.
    inside = repo.worktrees.git_dir(folder)
    done = (inside / "index").exists() and not (inside / "index.lock").exists()
    return "after" if done else "partly"


def _add_worktree(repo: Repository, step: AddWorktree) -> None:
    if not step.conflict:
        repo.worktrees.add(Path(step.path), BranchName(step.branch))
        return
    from gitfix.git import conflict_state, pauses

    stop = pauses.read(repo, step.conflict).stop(step.branch)
    if stop is None:
        raise Refusal(f"the conflict of {step.branch} was not kept", hint="gitfix backport")
    conflict_state.add(repo, Path(step.path), stop)


def _switch(repo: Repository, step: Switch) -> None:
    path = Path(step.worktree)
    try:
        if step.after.startswith(HEADS):
            repo.worktrees.switch(path, BranchName(step.after.removeprefix(HEADS)))
        else:
            repo.worktrees.detach(path, step.after)
    except GitFailed:
        # A failing post-checkout hook gives its exit code to a switch that was made.
        if _head(repo, path) != step.after:
            raise


def _in_the_way(step: MoveCheckout) -> Refusal:
    return Refusal(
        f"{step.worktree} has local changes in files that would change",
        hint="commit or stash them there, then run the same command again",
        exit=Exit.REFUSED,
    )
