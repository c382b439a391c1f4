"""`gitfix postmortem` for people: the files, what waits to be written, where it landed, the next command."""

from __future__ import annotations

from gitfix.core.postmortem import PostmortemResult
from gitfix.core.text import plural, printable
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts

SHOWN = 5


def postmortem_lines(result: object, style: Style) -> list[str]:
    """The files as facts, what a person has to look at, then the state."""
    assert isinstance(result, PostmortemResult)
    questions = f"{plural(result.to_write, 'question')} for people: search for “To be written”"
    lines = facts(
        (
            ("incident", result.incident),
            ("post-mortem", style.paint("strong", printable(result.path))),
            ("log", f"{printable(result.log)}   {plural(result.incidents, 'incident')}"),
            ("to write", questions if result.to_write else ""),
        )
    )
    shown = [f"  {style.paint('warning', printable(row))}" for row in result.problems[:SHOWN]]
    if len(result.problems) > SHOWN:
        shown.append(f"  {len(result.problems) - SHOWN} more")
    left = [f"  {printable(row)}" for row in result.left_alone]
    return [*lines, *shown, *left, "", *_ending(result, style)]


def _ending(result: PostmortemResult, style: Style) -> list[str]:
    branch = printable(result.branch)
    short = result.commit.short if result.commit else ""
    match result.state:
        case "written":
            add = style.paint("strong", printable(f"git add {result.path} {result.log}"))
            return [
                "written into this checkout; or onto the default branch: gitfix postmortem --commit",
                f"next: {add}",
            ]
        case "committed":
            return [
                f"committed on {branch} as {short}, without a checkout",
                "next: gitfix backport",
            ]
        case "prepared":
            along = style.paint("strong", "gitfix backport --push")
            return [
                f"prepared for {branch}, nothing has landed; look at it: git show {short}",
                f"next: {along} takes it along; or alone: gitfix postmortem --push",
            ]
        case "pushed":
            return [f"pushed {branch} to {printable(result.remote)} as {short}"]
        case "planned":
            return plan_lines(result.plan, style)
        case _:
            where = f" on {branch}" if branch else ""
            return [style.paint("ok", f"nothing to do: both are up to date{where}")]
