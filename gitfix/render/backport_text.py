"""`gitfix backport` for people: one row per target, what landed, the next command."""

from __future__ import annotations

from gitfix.core.backport import BackportResult, TargetResult
from gitfix.core.text import brief, plural, printable
from gitfix.render.style import Style, table

SHOWN = 3
KINDS = {"contents": "both changed", "add/add": "both added", "binary": "both changed, binary"}
"""git's names for what people call otherwise."""


def backport_lines(result: object, style: Style) -> list[str]:
    """The targets as a table, then the state of the whole."""
    assert isinstance(result, BackportResult)
    head = f"carrying {plural(result.commits, 'commit')} of {brief(result.branch, 50)}"
    rows = [_row(row) for row in result.targets]
    lines = [head, "", *table(rows), ""]
    lines += [f"  {printable(left)}" for left in result.left_alone]
    lines += _by_the_way(result)
    lines += _requests(result)
    return [*lines, *_ending(result, style)]


def _by_the_way(result: BackportResult) -> list[str]:
    """What was decided without asking: conflicts that were settled, merge commits that were picked."""
    said: dict[str, list[str]] = {}
    for row in result.targets:
        for one in row.settled:
            said.setdefault(f"{printable(one.path)}: {one.how}", []).append(row.branch)
        for note in row.notes:
            said.setdefault(printable(note), []).append(row.branch)
    lines = []
    for words, branches in said.items():
        where = ", ".join(map(printable, branches[:SHOWN]))
        more = len(branches) - SHOWN
        lines.append(f"  {words} ({where}{f' and {more} more' if more > 0 else ''})")
    return [*lines, ""] if lines else []


def _row(row: TargetResult) -> tuple[str, ...]:
    words = {"prepared": "clean", "merged": "clean", "picked": "clean"}
    strategy = row.strategy if row.state in ("prepared", "merged", "picked", "conflict") else "-"
    return (printable(row.branch), strategy, words.get(row.state, row.state), _about(row))


def _about(row: TargetResult) -> str:
    said = _became(row)
    if row.affected is False:
        return f"not affected: the fix's tests pass there without it{f' ({said})' if said else ''}"
    return said


def _became(row: TargetResult) -> str:
    if row.conflicts and row.reason:
        return printable(row.reason)
    if row.conflicts:
        shown = [
            f"{printable(c.path)} ({KINDS.get(c.kind, c.kind)})" for c in row.conflicts[:SHOWN]
        ]
        more = len(row.conflicts) - SHOWN
        said = ", ".join(shown) + (f", {more} more" if more > 0 else "")
        return f"{said}: {row.reason}" if row.reason else said
    if row.request:
        return printable(row.pr or row.request_branch)
    if row.resolved:
        return f"{plural(row.files, 'file')}, resolved by hand"
    return row.reason or (plural(row.files, "file") if row.files else "")


def _ending(result: BackportResult, style: Style) -> list[str]:
    moved = [row for row in result.targets if row.moves]
    match result.state:
        case "done":
            return _done(result, moved, style)
        case "prepared" if any(row.request for row in result.targets):
            return [_offered(result)]
        case "prepared":
            look = moved[0].after.short
            return [
                f"prepared, nothing has landed; look at one: git show --first-parent {look}",
                f"next: {style.paint('strong', printable(result.then))}",
            ]
        case "planned":
            return [style.paint("dim", "dry run, nothing was changed")]
        case "nothing":
            return [_nothing(result, style)]
        case "aborted":
            return ["given up: every branch is where it was"]
        case "paused" if result.then:
            places = [f"  {printable(place)}" for place in result.places]
            return [*places, f"next: {style.paint('strong', printable(result.then))}"]
        case _:
            return []


_DID = {"opened": "opened", "updated": "brought up to date", "same": "as they were"}


def _offered(result: BackportResult) -> str:
    """What became of the requests, and what is left for a person."""
    hows = [row.request for row in result.targets if row.request]
    said = [
        f"{plural(hows.count(how), 'request')} {words}"
        for how, words in _DID.items()
        if how in hows
    ]
    if "by-hand" in hows:
        count = plural(result.proposed, "branch", "branches")
        did = f"pushed {count} to" if result.proposed else "they are as they were on"
        texts = any(row.request_text for row in result.targets)
        said.append(
            f"{did} {result.remote}: {'send the texts' if texts else 'open the requests'} above"
        )
    if "left" in hows:
        said.append(f"{hows.count('left')} left as somebody else made them")
    return "; ".join(said)


def _requests(result: BackportResult) -> list[str]:
    """The drafts of what conflicts, and the texts to be sent where there is no forge."""
    drafts = [row for row in result.targets if row.draft and row.request]
    lines = [
        f"  {printable(row.branch)}: draft {printable(row.pr or row.request_branch)}"
        for row in drafts
    ]
    for row in result.targets:
        if row.request_text:
            lines += ["", *map(printable, row.request_text.split("\n"))]
    return [*lines, ""] if lines else []


def _nothing(result: BackportResult, style: Style) -> str:
    """A fix that was taken out again is not there: it is left out on purpose, and that is said."""
    without = [printable(row.branch) for row in result.targets if row.state == "reverted"]
    if not without:
        return style.paint("ok", "nothing to do: the fix is everywhere it should be")
    said = f"nothing to carry, and the fix is not on {', '.join(without)}"
    return style.paint("warning", f"{said}: revert the revert there to have it back")


def _done(result: BackportResult, moved: list[TargetResult], style: Style) -> list[str]:
    have = [row for row in result.targets if row.state in ("merged", "picked", "contained")]
    where = f"pushed {plural(len(moved), 'branch', 'branches')} to {result.remote}, all or nothing"
    if not result.remote:
        where = f"moved {plural(len(moved), 'local branch', 'local branches')}, all or nothing"
    total = len(result.targets)
    tally = f"the fix is on {len(have)} of {total} open {'line' if total == 1 else 'lines'}"
    along = ["the post-mortem went along"] if result.postmortem else []
    return [where, *along, style.paint("ok" if len(have) == total else "warning", tally)]
