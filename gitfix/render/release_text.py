"""`gitfix release` for people: what was tagged and where it is, the next command last."""

from __future__ import annotations

from gitfix.core.release import PreparedFile, ReleaseResult
from gitfix.core.text import printable
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts


def release_lines(result: object, style: Style) -> list[str]:
    """The tag, the commit, the branch, where they are, and the files that `--prepare` changed."""
    assert isinstance(result, ReleaseResult)
    if result.state == "unchanged":
        lines = [f"nothing is left to write for {printable(result.version)}"]
        return [*lines, *_next(result, style)]
    lines = facts(
        (
            ("release", _release(result, style)),
            *(("changed" if n == 0 else "", _file(one)) for n, one in enumerate(result.files)),
            ("commit", f"{result.commit[:7]}, tree {result.tree[:7]}"),
            ("branch", printable(result.branch)),
            ("over", printable(result.base)),
            ("where", _where(result)),
            ("incident", result.incident),
        )
    )
    lines += [f"  {printable(line)}" for line in result.left_alone]
    if result.plan:
        return [*lines, "", *plan_lines(result.plan, style)]
    return [*lines, *_next(result, style)]


def _next(result: ReleaseResult, style: Style) -> list[str]:
    return ["", f"next: {style.paint('strong', printable(result.next))}"] if result.next else []


def _file(one: PreparedFile) -> str:
    how = {"version": "", "changelog": "   a new entry", "lockfile": "   its own version only"}
    return f"{printable(one.path)}{how[one.kind]}"


def _release(result: ReleaseResult, style: Style) -> str:
    name = style.paint("strong", printable(result.tag or result.version or result.commit[:7]))
    said = {
        "already": f"released already{', ' + result.by if result.by else ''}",
        "planned": "",
        "prepared": "prepared, not released",
    }.get(result.state, "signed" if result.signed else "not signed" if result.tag else "no tag")
    return f"{name}   {printable(said)}".rstrip()


def _where(result: ReleaseResult) -> str:
    if result.state == "planned" or result.files:
        return ""
    if result.pushed:
        what = "tag and branch" if result.tag else "the branch"
        return f"{what} on {result.remote}" if result.state == "released" else f"on {result.remote}"
    return "this clone only" if result.remote else ""
