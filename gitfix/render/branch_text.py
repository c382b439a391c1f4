"""`gitfix branch` for people: what an on-call engineer needs, the next command last."""

from __future__ import annotations

import os

from gitfix.core.branching import BranchResult
from gitfix.core.text import printable
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts


def branch_lines(result: object, style: Style) -> list[str]:
    """Base, branch, where it is checked out, the incident, and the question whether to roll back."""
    assert isinstance(result, BranchResult)
    base = result.base
    first = ", ".join(part for part in (base.commit.short, result.tagged) if part)
    lines = facts(
        (
            ("production", f"{style.paint('strong', printable(base.tag) or '(no tag)')}   {first}"),
            ("branch", style.paint("strong", printable(result.branch))),
            ("worktree", _where(result)),
            ("incident", f"{result.incident}   {_severity(result)}"),
            ("shipped", printable(result.shipped[0]) if result.shipped else ""),
            *(("", row) for row in result.shipped[1:]),
            ("roll back?", _roll_back(result)),
        )
    )
    if result.plan:
        return [*lines, "", *plan_lines(result.plan, style)]
    return [*lines, "", _next(result, style)]


def _where(result: BranchResult) -> str:
    if result.worktree:
        path = os.path.relpath(result.worktree)
        shown = path if len(path) < len(result.worktree) else result.worktree
        return printable(shown) + (f"   ({result.why_there})" if result.why_there else "")
    if not result.checked_out:
        return "not checked out"
    return "this checkout"


def _severity(result: BranchResult) -> str:
    opened = "opened before" if result.reused else "opened now"
    if not result.severity_stated:
        return f"{result.severity}, {opened}; worse or not so bad? gitfix branch --severity P0"
    return f"{result.severity}, {opened}"


def _roll_back(result: BranchResult) -> str:
    if not result.previous:
        return ""
    return f"{printable(result.previous)} ran before: deploy it again if that is quicker than a fix"


def _next(result: BranchResult, style: Style) -> str:
    go = ""
    if result.worktree:
        path = os.path.relpath(result.worktree)
        go = f"cd {path if len(path) < len(result.worktree) else result.worktree}   "
    elif not result.checked_out:
        go = f"git switch {result.branch}   "
    return f"next: {style.paint('strong', printable(go))}fix, commit, then: gitfix check"
