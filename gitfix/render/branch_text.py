"""`gitfix branch` for people: what an on-call engineer needs, the next command last."""

from __future__ import annotations

import os
import shlex

from gitfix.core.branching import BranchResult
from gitfix.core.text import printable, shorten
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
            *_where(result, style.width),
            ("incident", f"{result.incident}   {_severity(result)}"),
            ("", _reminder(result)),
            ("shipped", printable(result.shipped[0]) if result.shipped else ""),
            *(("", shorten(row, max(style.width - 12, 30))) for row in result.shipped[1:]),
            ("roll back?", _roll_back(result)),
        )
    )
    if result.plan:
        return [*lines, "", *plan_lines(result.plan, style)]
    return [*lines, "", _next(result, style)]


def _where(result: BranchResult, width: int) -> list[tuple[str, str]]:
    """The place, and why it is there: on a line of its own where one is too short."""
    if not result.worktree:
        return [("worktree", "this checkout" if result.checked_out else "not checked out")]
    shown = printable(_path(result.worktree))
    why = f"({result.why_there})" if result.why_there else ""
    if len(shown) + len(why) + 15 <= width:
        return [("worktree", f"{shown}   {why}".rstrip())]
    return [("worktree", shown), ("", why)]


def _path(worktree: str) -> str:
    path = os.path.relpath(worktree)
    return path if len(path) < len(worktree) else worktree


def _severity(result: BranchResult) -> str:
    opened = "opened before" if result.reused else "opened now"
    return f"{result.severity}, {opened}"


def _reminder(result: BranchResult) -> str:
    """A command that is about this incident from the folder that the person is in."""
    if result.severity_stated or result.plan:
        return ""
    here = result.checked_out and not result.worktree
    which = "" if here else f"--incident {result.incident} "
    return f"not {result.severity}? gitfix branch {which}--severity P0"


def _roll_back(result: BranchResult) -> str:
    if not result.previous:
        return ""
    return f"{printable(result.previous)} ran before: gitfix rollback plan"


def _next(result: BranchResult, style: Style) -> str:
    go = ""
    if result.worktree:
        go = f"cd {shlex.quote(_path(result.worktree))}   "
    elif not result.checked_out:
        go = f"git switch {shlex.quote(result.branch)}   "
    return f"next: {style.paint('strong', printable(go))}fix, commit, then: gitfix check"
