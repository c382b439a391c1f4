"""What to type after `gitfix check`: the push that this branch needs; on a branch that is no hotfix, what to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.names import REMOTES
from gitfix.core.rules.base import typed
from gitfix.core.value import replace
from gitfix.operations import which

if TYPE_CHECKING:
    from gitfix.core.check_values import CheckResult
    from gitfix.operations.workspace import Workspace

ABOUT_BRANCHES = ("merge-commit", "foreign-commit")
"""Rules whose cure rewrites the branch: wrong on main, develop or a line."""


def command(work: Workspace, branch: str, report: CheckResult, *, staged: bool) -> str:
    """The next command after a check that passed; empty where there is none to name."""
    if staged:
        return "git commit, then: gitfix check"
    if not report.commits:
        return "fix, commit, then: gitfix check"
    if not branch:
        return ""
    remote = work.config.text("push.remote") or work.remote_name
    if not remote:
        return "gitfix backport"
    if work.repo.refs.commit(f"{REMOTES}{remote}/{branch}") == report.head:
        return "gitfix status"
    config = work.repo.config
    upstream = config.get(f"branch.{branch}.remote") and config.get(f"branch.{branch}.merge")
    here = upstream and not work.repo.bare and work.repo.worktrees.current_branch() == branch
    return "git push" if here else f"git push -u {typed(remote)} {typed(branch)}"


def elsewhere(work: Workspace) -> str:
    """The check that makes sense where fixes go to: of an open hotfix."""
    branches = [one.branch for one in which.open_incidents(work) if one.branch]
    return f"gitfix check {typed(branches[-1])}" if branches else 'gitfix branch "what is broken"'


def without_cures(report: CheckResult, instead: str) -> CheckResult:
    """`report` on a branch that fixes go to: nobody is told to rewrite it."""
    rows = tuple(
        replace(row, hint=f"that is no fault of this branch; check a hotfix: {instead}")
        if row.rule in ABOUT_BRANCHES and not row.waived
        else row
        for row in report.violations
    )
    return replace(report, violations=rows)
