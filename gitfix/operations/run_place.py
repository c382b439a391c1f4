"""Where the commands of a step run: a clean worktree of the hotfix for the whole of a `gitfix run`, or the checkout."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from gitfix.core.outcome import Refusal
from gitfix.core.text import plural, printable
from gitfix.git.bench import bench, clean, lay_out
from gitfix.operations.furnish import LIMIT, SETUP, furnish
from gitfix.services.commands import run_step

if TYPE_CHECKING:
    from gitfix.core.playbook import Step
    from gitfix.git.bench import Bench
    from gitfix.operations.case import Case
    from gitfix.services.commands import StepRun

Tell = Callable[[str, "StepRun | None"], None]
"""Told each command before it runs, and again with what became of it."""


class Places:
    """The places of one `gitfix run`, each made when it is first needed; all are gone after the `with` block."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._stack = ExitStack()
        self._used = False
        self.setup: StepRun | None = None
        """The worktree's set-up, once it has run."""

    def __enter__(self) -> Places:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.close()
        for one in ("_clean", "_checkout"):
            made = self.__dict__.get(one)
            for said in made.left if made else ():
                self._case.work.note(said)

    @cached_property
    def _clean(self) -> Bench:
        return self._stack.enter_context(bench(self._case.work.repo, worktree=True))

    @cached_property
    def _checkout(self) -> Bench:
        return self._stack.enter_context(bench(self._case.work.repo, worktree=False))

    def run(self, step: Step, command: str, watch: Callable[[bytes], None]) -> StepRun:
        """Run `command` where `step` says; `prepare` was called before."""
        made = self._clean if step.place == "worktree" else self._checkout
        values = values_of(self._case)
        return run_step(
            command, cwd=made.path, values=values, mark=made.mark, limit=step.limit, watch=watch
        )

    def prepare(self, step: Step, watch: Callable[[bytes], None]) -> None:
        """Make the place of `step` ready: each step finds the files as they were committed."""
        work, head = self._case.work, self._case.head
        if step.place == "checkout" or head is None:
            return
        if self._used:
            clean(work.repo.git.at(self._clean.path), head)
            return
        self._used = True
        work.settings.progress("laying out a clean worktree")
        lay_out(work.repo, self._clean.path, head)

        def set_up(command: str) -> int:
            made = self._clean
            values, mark = values_of(self._case), made.mark
            self.setup = run_step(
                command, cwd=made.path, values=values, mark=mark, limit=LIMIT, watch=watch
            )
            return self.setup.exit_code

        furnish(work, self._clean.path, set_up)


def values_of(case: Case) -> dict[str, str]:
    """What a project's commands are told of the hotfix, in their environment."""
    incident = case.incident
    return {
        "GITFIX_INCIDENT": incident.id,
        "GITFIX_BRANCH": incident.branch,
        "GITFIX_COMMIT": case.head or "",
        "GITFIX_TREE": case.tree or "",
        "GITFIX_BASE_TAG": incident.base.tag,
        "GITFIX_VERSION": incident.version,
        "GITFIX_TAG": incident.tag,
        "GITFIX_DATA": _data(case),
    }


def _data(case: Case) -> str:
    """`run.data`: a path as seen from the main checkout, anything else (an address) as it is."""
    text = case.work.config.text("run.data")
    root = case.work.repo.worktree or case.work.repo.common_dir
    if case.work.repo.common_dir.name == ".git":
        root = case.work.repo.common_dir.parent
    path = Path(os.path.normpath(root / Path(text).expanduser())) if text else None
    return str(path) if path and path.exists() else text


def require(case: Case, step: Step) -> None:
    """Refusal where there is nothing that the commands of `step` could run on; says what they will not see."""
    work, branch = case.work, case.incident.branch
    if step.place == "checkout":
        _say_what_is_checked_out(case, step)
        return
    if case.head is None:
        raise Refusal(
            f"there is no hotfix branch to run {step.id} on"
            if not branch
            else f"{printable(branch)} is not in this clone",
            hint=f"git fetch {work.remote_name}"
            if branch and work.remote_name
            else f"gitfix branch --incident {case.incident.id}",
        )
    if not case.has_commits:
        raise Refusal(
            f"there is no fix on {printable(branch)} yet: {step.id} would say nothing about it",
            hint=f"fix, commit, then: gitfix run {step.id}",
        )
    _say_what_is_not_committed(case)


def _say_what_is_not_committed(case: Case) -> None:
    """The commands run on the commit, whatever lies about where the branch is checked out."""
    repo, branch = case.work.repo, case.incident.branch
    path = repo.worktree
    if path is None or repo.worktrees.current_branch() != branch:
        there = repo.worktrees.having(branch)
        # git lists the git folder of a main checkout that is elsewhere.
        path = there.path if there and (there.path / ".git").exists() else None
    if path is None:
        return
    new = repo.worktrees.at(path).fields("ls-files", "-z", "--others", "--exclude-standard")
    count = len(repo.worktrees.changed(path)) + len(new)
    if count:
        files = plural(count, "file")
        case.work.note(f"your uncommitted changes ({files}) are not part of what is tested")


def _say_what_is_checked_out(case: Case, step: Step) -> None:
    """A step in place sees what is checked out, whatever the hotfix is."""
    repo = case.work.repo
    if repo.bare or case.head is None:
        return
    now = repo.refs.commit("HEAD")
    if now and now != case.head:
        case.work.note(
            f"{step.id} runs in your checkout, which is at {now.short}, not at the hotfix {case.head.short}"
        )
    elif repo.worktree and repo.worktrees.changed(repo.worktree):
        case.work.note(f"{step.id} runs in your checkout, which has uncommitted changes")


__all__ = ["SETUP", "Places", "require", "values_of"]
