"""`gitfix refresh` for people."""

from __future__ import annotations

from gitfix.core.refresh import RefreshBase, RefreshResult
from gitfix.core.text import printable
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts


def refresh_lines(result: object, style: Style) -> list[str]:
    """Old and new base, what moved, and that the evidence is to be given again."""
    assert isinstance(result, RefreshResult)
    if result.state == "nothing":
        return [f"{printable(result.old.tag)} is still the newest release of its line"]
    rows = facts(
        (
            ("production", f"{style.paint('strong', _name(result.new))}   was {_name(result.old)}"),
            ("branch", printable(result.branch)),
            ("merge", _merge(result)),
            ("version", result.version if result.version != result.version_was else ""),
            ("incident", result.incident),
        )
    )
    if result.state == "conflict":
        conflicts = [f"  {printable(one.path)}   {one.kind}" for one in result.conflicts]
        return [*rows, "", "conflicts", *conflicts]
    if result.plan:
        return [*rows, "", *plan_lines(result.plan, style)]
    push = ", then push it" if result.pushed_before else ""
    return [
        *rows,
        "",
        "reviews and test runs of before are for another tree: they have to be done again",
        f"next: {style.paint('strong', 'gitfix check')}{push}",
    ]


def _name(base: RefreshBase) -> str:
    return printable(base.tag or base.commit[:7])


def _merge(result: RefreshResult) -> str:
    if result.state == "adopted":
        return f"{result.merge[:7]}, made by hand" if result.merge else "it was there already"
    if result.state == "conflict":
        return ""
    return result.merge[:7] if result.merge else "none: there were no commits yet"
