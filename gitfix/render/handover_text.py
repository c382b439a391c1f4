"""`gitfix handover` and `gitfix resume` for people."""

from __future__ import annotations

import os
import shlex

from gitfix.core.handover import HandoverResult, ResumeResult
from gitfix.core.text import brief, plural, printable, shorten
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts


def handover_lines(result: object, style: Style) -> list[str]:
    """Who has it now, what they do not see yet, and what both type next."""
    assert isinstance(result, HandoverResult)
    rows = facts(
        (
            ("to", style.paint("strong", printable(result.to))),
            ("note", printable(result.note)),
            ("incident", result.incident),
            ("branch", printable(result.branch) or "none yet"),
            ("not there", style.paint("warning", _missing(result))),
        )
    )
    if not result.event:
        rows.append(style.paint("dim", "dry run, nothing was recorded"))
    if result.commands:
        rows += ["", "before you go:", *(f"  {printable(one)}" for one in result.commands)]
    return [*rows, "", f"what {printable(result.to)} types:", f"  gitfix resume {result.incident}"]


def _missing(result: HandoverResult) -> str:
    parts = []
    if result.uncommitted:
        parts.append(f"{plural(len(result.uncommitted), 'changed file')} not committed")
    if result.unpushed:
        parts.append(f"{plural(result.unpushed, 'commit')} not pushed")
    elif result.branch and not result.pushed:
        parts.append("the branch is not pushed")
    if result.event and not result.shared:
        parts.append("the record")
    return ", ".join(parts)


def resume_lines(result: object, style: Style) -> list[str]:
    """Where it stands, where it is checked out, and the next command last."""
    assert isinstance(result, ResumeResult)
    who = printable(result.handed_by)
    rows = facts(
        (
            ("incident", f"{style.paint('strong', result.incident)}   {result.severity}"),
            ("", brief(result.summary, style.width - 14)),
            ("from", f"{who}: {printable(result.note)}" if who and result.note else who),
            ("branch", printable(result.branch or "none yet")),
            ("worktree", _where(result)),
            ("phase", result.phase),
            ("open", shorten(", ".join(result.blocking), style.width - 10)),
        )
    )
    if result.plan:
        return [*rows, "", *plan_lines(result.plan, style)]
    return [*rows, "", _next(result, style)]


def _where(result: ResumeResult) -> str:
    if result.branch is None:
        return ""
    if result.worktree:
        why = f"   ({result.why_there})" if result.why_there else ""
        return printable(_path(result.worktree)) + why
    return "this checkout" if result.checked_out else "not checked out"


def _path(worktree: str) -> str:
    path = os.path.relpath(worktree)
    return path if len(path) < len(worktree) else worktree


def _next(result: ResumeResult, style: Style) -> str:
    if result.next is None:
        return "nothing is left to do"
    parts = [f"cd {shlex.quote(_path(result.worktree))}"] if result.worktree else []
    parts += [printable(result.before)] if result.before else []
    way = "".join(f"{part}, " for part in parts)
    return f"next: {way}{style.paint('strong', printable(result.next))}"
