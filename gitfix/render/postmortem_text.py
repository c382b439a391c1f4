"""`gitfix postmortem` for people: the files, what waits to be written, where it landed, the next command."""

from __future__ import annotations

from gitfix.core.postmortem_result import PostmortemResult
from gitfix.core.text import plural, printable, wrapped
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts

SHOWN = 5


def postmortem_lines(result: object, style: Style) -> list[str]:
    """The files as facts, what a person has to look at, then the state."""
    assert isinstance(result, PostmortemResult)
    if result.state == "exported":
        return _exported(result, style)
    if result.state == "checked":
        return _checked(result, style)
    waits = f"{plural(result.to_write, 'question')} for people: {_keys(result)}"
    log = f"{printable(result.log)}   {plural(result.incidents, 'incident')}"
    lines = facts(
        (
            ("incident", result.incident),
            ("post-mortem", style.paint("strong", printable(result.path))),
            ("log", log if result.log else ""),
        )
    )
    if result.to_write:
        first, *more = wrapped(f"to write     {waits}", style.width, " " * 13)
        lines += [first, *more]
    shown = [f"  {style.paint('warning', printable(row))}" for row in result.problems[:SHOWN]]
    if len(result.problems) > SHOWN:
        shown.append(f"  {len(result.problems) - SHOWN} more")
    left = [f"  {printable(row)}" for row in result.left_alone]
    return [*lines, *shown, *left, "", *_ending(result, style)]


def _keys(result: PostmortemResult) -> str:
    keys = [item.key for item in result.open if item.key]
    return ", ".join(keys) or "search for \u201cTo be written\u201d"


def _exported(result: PostmortemResult, style: Style) -> list[str]:
    if result.content is not None:
        return result.content.rstrip("\n").split("\n")
    lines = [f"{result.incident} as {result.form}: {style.paint('strong', printable(result.path))}"]
    return (
        lines
        if result.plan
        else [*lines, "it is in no commit; open it in a browser"][
            : 2 if result.form == "html" else 1
        ]
    )


def _checked(result: PostmortemResult, style: Style) -> list[str]:
    """One open item per line: its key, and what is asked."""
    if not result.open:
        return [style.paint("ok", f"the post-mortem of {result.incident} is complete")]
    width = max(len(item.key) for item in result.open)
    lines = [f"{result.incident}   {printable(result.path)}", ""]
    for item in result.open:
        first, *more = wrapped(
            f"{item.key:<{width}}   {printable(item.ask)}", style.width - 4, " " * (width + 3)
        )
        lines += [f"{style.paint('warning', '!')} {first}", *(f"  {line}" for line in more)]
    return lines


def _ending(result: PostmortemResult, style: Style) -> list[str]:
    branch = printable(result.branch)
    short = result.commit.short if result.commit else ""
    edit = ["answer them: gitfix postmortem --edit"] if result.to_write else []
    match result.state:
        case "written":
            add = style.paint("strong", printable(f"git add {result.path} {result.log}"))
            return [
                "written into this checkout; or onto the default branch: gitfix postmortem --commit",
                *edit,
                f"next: {add}",
            ]
        case "private":
            return [
                f"written, for this clone alone: {edit[0] if edit else 'nothing is left to answer'}"
            ]
        case "committed":
            return [
                f"committed on {branch} as {short}, without a checkout",
                *edit,
                "next: gitfix backport",
            ]
        case "prepared":
            along = style.paint("strong", "gitfix backport --push")
            return [
                f"prepared for {branch}, nothing has landed; look at it: git show {short}",
                *edit,
                f"next: {along} takes it along; or alone: gitfix postmortem --push",
            ]
        case "pushed":
            return [f"pushed {branch} to {printable(result.remote)} as {short}", *edit]
        case "proposed":
            more = ["answer them: gitfix postmortem --edit --pr"] if edit else []
            return [*_offered(result, style), *more]
        case "planned":
            return plan_lines(result.plan, style)
        case _:
            where = f" on {branch}" if branch else ""
            return [style.paint("ok", f"nothing to do: both are up to date{where}"), *edit]


_HOW = {
    "opened": "its request is open",
    "updated": "its request is brought up to date",
    "same": "its request is as it was",
    "by-hand": "its branch is pushed; open the request by hand",
    "left": "its request stays as it is: somebody else has pushed to it",
}


def _offered(result: PostmortemResult, style: Style) -> list[str]:
    """Where the request is; never shortened, for a terminal makes a link of it."""
    draft = ", a draft while questions wait" if result.draft and result.request != "by-hand" else ""
    said = f"offered to {printable(result.branch)}: {_HOW.get(result.request or '', '')}{draft}"
    where = printable(result.pr or result.request_branch)
    lines = [said, f"  {style.paint('strong', where)}"]
    if result.request_text:
        lines += ["", *map(printable, result.request_text.split("\n")), ""]
    return lines
