"""`gitfix review` for people: where the approval stands, what it is about, and what to type next."""

from __future__ import annotations

from gitfix.core.review_result import ReviewResult, ReviewRow
from gitfix.core.text import brief, plural, printable
from gitfix.render.style import Style, facts, table

_ROLES = {
    "peer-reviewed": "ok",
    "claimed": "warning",
    "self-approved": "warning",
    "rejected": "error",
    "stale": "warning",
}


def review_lines(result: object, style: Style) -> list[str]:
    """The standing first, the next command last."""
    assert isinstance(result, ReviewResult)
    base = result.base.tag or result.base.commit[:7]
    about = f"{result.tree[:7]}   {plural(result.commits, 'commit')} after {base}"
    rows = facts(
        (
            (result.step, style.paint(_ROLES.get(result.standing, "strong"), _standing(result))),
            ("tree", printable(about)),
            ("made by", ", ".join(map(printable, result.authors))),
            ("look", result.look),
            ("incident", f"{result.incident}   {printable(result.branch)}"),
        )
    )
    if result.reviews and not result.did:
        rows += ["", *table(_said(one, style.width) for one in result.reviews)]
    if result.dry_run:
        rows.append(style.paint("dim", "dry run, nothing was recorded"))
    return [*rows, "", *_next(result, style)]


def _standing(result: ReviewResult) -> str:
    who = printable(result.by)
    match result.standing:
        case "peer-reviewed":
            return f"reviewed by {who}, signed"
        case "claimed":
            return f"claimed by {who}, unsigned"
        case "self-approved":
            late = "was due" if result.overdue else "due"
            return f"self-approved by {who}; a review by somebody else {late} {result.deadline}"
        case "rejected":
            reason = next((r.reason for r in reversed(result.reviews) if r.kind == "rejected"), "")
            return f"rejected by {who}: {brief(reason, 60)}"
        case "requested":
            asked = next((r.to for r in reversed(result.reviews) if r.kind == "requested"), ())
            return f"asked {', '.join(map(printable, asked))}" if asked else "asked for"
        case "stale":
            return "stale: the fix has changed since"
        case _:
            return "nobody has been asked yet"


_KINDS = {
    "requested": "asked for a review",
    "approved": "approved",
    "self-approved": "approved their own fix",
    "rejected": "rejected",
}


def _said(one: ReviewRow, width: int) -> tuple[str, ...]:
    said = _KINDS[one.kind]
    if one.via:
        said += f", unsigned: {one.via}"
    elif one.kind == "approved":
        said += ", signed" if one.key else ", unsigned"
    if one.to:
        said = f"asked {', '.join(one.to)}"
    tree = one.tree[:7] + ("" if one.current else ", an earlier tree")
    row = (one.at[:16].replace("T", " "), one.by, said, tree)
    room = max(width - sum(map(len, row)) - 16, 16)
    return (*map(printable, row), brief(one.reason, room))


def _next(result: ReviewResult, style: Style) -> list[str]:
    strong = style.paint
    if result.did == "requested":
        lines = []
        if result.push:
            lines += ["first, because the branch is not there yet:", f"  {result.push}", ""]
        if result.embargoed:
            lines += [
                "under embargo: the branch and the record stay off the public remote",
                "",
            ]
        step = f" --step {result.step}" if result.step != "review" else ""
        lines += [
            "what the reviewer types on the other laptop:",
            f"  gitfix resume {result.incident}",
            f"  gitfix review approve{step}",
        ]
        return lines
    if result.standing in ("peer-reviewed", "claimed", "self-approved"):
        return [f"next: {strong('strong', 'gitfix status')}"]
    if result.standing == "rejected":
        return [f"next: change the fix, commit, then: {strong('strong', 'gitfix review request')}"]
    if result.standing == "requested":
        return [f"next: somebody else: {strong('strong', 'gitfix review approve')}"]
    return [f"next: {strong('strong', 'gitfix review request --to NAME')}"]
