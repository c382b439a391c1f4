"""The words of a pull or merge request that carries a fix to another line: what it is, and what is left to resolve."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from gitfix.core.backport import TargetResult
from gitfix.core.markdown import code, inert
from gitfix.core.names import Oid
from gitfix.core.text import brief, plural, printable
from gitfix.core.value import dataclass

COMMITS = 20
"""Commits that are listed."""
PATHS = 30
"""Conflicting paths that are listed."""
TITLE = 120
KINDS = {
    "contents": "both sides changed it",
    "content": "both sides changed it",
    "add/add": "both sides added it",
    "binary": "both sides changed it, and it is binary",
}


@dataclass(frozen=True)
class Facts:
    """What there is to say. `commits`: (id, subject), of `count`. `published`: everybody can get at the hotfix branch.

    `left`: what is still to be picked, `mainline` how; `carried`: some of it was.
    """

    incident: str
    summary: str
    severity: str
    tag: str
    release: str
    label: str
    commits: tuple[tuple[Oid, str], ...]
    count: int
    remote: str
    request: str
    published: bool
    left: tuple[Oid, ...] = ()
    mainline: int = 0
    carried: bool = False


@dataclass(frozen=True)
class Words:
    """Title, description in Markdown, and the same in one line of plain text."""

    title: str
    body: str
    line: str


def backport(row: TargetResult, facts: Facts) -> Words:
    """The words for one target; every value from elsewhere is inert."""
    what = facts.summary or (facts.commits[-1][1] if facts.commits else facts.label)
    title = brief(f"Backport to {row.branch}: {what}", TITLE)
    head = _head(row, facts)
    lines = [head, "", *_commits(facts), *_settled(row)]
    if row.verified:
        lines += ["", "The team's regression commands have passed on this result."]
    line = f"Carries {plural(facts.count, 'commit')} of {facts.label} to {row.branch}"
    line += f", incident {facts.incident}." if facts.incident else "."
    if row.conflicts:
        lines += ["", *_conflict(row, facts)]
        names = ", ".join(printable(c.path) for c in row.conflicts[:3])
        more = f" and {len(row.conflicts) - 3} more" if len(row.conflicts) > 3 else ""
        line += f" Not finished: it conflicts in {names}{more}."
    return Words(title, "\n".join(lines).strip() + "\n", printable(line))


def _head(row: TargetResult, facts: Facts) -> str:
    said = f"Carries {plural(facts.count, 'commit')} of {code(facts.label)} to {code(row.branch)}"
    if facts.release:
        said += f" (release {code(facts.release)})"
    said += "."
    if facts.incident:
        about = f"Incident {code(facts.incident)}"
        about += f", {inert(facts.severity)}" if facts.severity else ""
        about += f": {inert(facts.summary)}" if facts.summary else ""
        said += f" {about}."
    how = {"merge": "as a merge", "pick": "commit by commit", "squash": "as one commit"}
    return f"{said} Made by gitfix {how[row.strategy]}, as git itself would."


def _commits(facts: Facts) -> list[str]:
    lines = [f"- {code(oid.short)} {inert(subject)}" for oid, subject in facts.commits]
    more = facts.count - len(facts.commits)
    return [*lines, f"- and {more} more"] if more > 0 else lines


def _settled(row: TargetResult) -> list[str]:
    if not row.settled:
        return []
    said = [f"- {code(one.path)}: {inert(one.how)}" for one in row.settled]
    return ["", "Settled without a person:", "", *said]


def _conflict(row: TargetResult, facts: Facts) -> list[str]:
    rows = [
        f"| {_cell(code(one.path))} | {inert(KINDS.get(one.kind, one.kind))} |"
        for one in row.conflicts[:PATHS]
    ]
    more = len(row.conflicts) - len(rows)
    rows += [f"| and {more} more | |"] if more > 0 else []
    return [
        "### To be resolved",
        "",
        f"{_holds(row, facts)} Nothing here holds conflict markers.",
        "",
        "| path | conflict |",
        "| --- | --- |",
        *rows,
        "",
        "With gitfix, where this was made: resolve it in the worktree that it names, `git add`, then",
        "`gitfix backport --continue`. In another clone: `gitfix sync`, then `gitfix backport --pr`.",
        *_by_hand(row, facts),
    ]


def _cell(text: str) -> str:
    return text.replace("|", "&#124;") if text.startswith("<code>") else text.replace("|", "\\|")


def _holds(row: TargetResult, facts: Facts) -> str:
    if row.strategy == "merge":
        return "The branch holds the hotfix as it is; merging it conflicts."
    if facts.carried:
        return f"The branch holds what could be picked; {plural(len(facts.left), 'commit')} of it is left out."
    return "Nothing could be picked without a conflict: the branch holds a commit without a change."


def _by_hand(row: TargetResult, facts: Facts) -> list[str]:
    remote, branch = quote(facts.remote), quote(facts.request)
    start = [f"git fetch {remote}", f"git switch {branch}"]
    if row.strategy == "merge":
        steps = [*start, f"git merge {remote}/{quote(row.branch)}"]
    elif facts.published and facts.left:
        mainline = f" -m {facts.mainline}" if facts.mainline else ""
        picks = " ".join(one.short for one in facts.left)
        steps = [*start, f"git cherry-pick -x{mainline} {picks}"]
    else:
        return []
    return ["", "With plain git:", "", "```sh", *steps, f"git push {remote} {branch}", "```"]


def empty(row: TargetResult, label: str, trailers: Sequence[str]) -> str:
    """The message of the commit without a change that stands for a fix that could not be carried."""
    paths = [f"- {printable(one.path)}: {KINDS.get(one.kind, one.kind)}" for one in row.conflicts]
    lines = [
        f"Backport of {brief(label, 50)}: to be resolved",
        "",
        f"Nothing of the fix could be carried to {printable(row.branch)} without a conflict, so that this",
        "commit changes nothing. It is replaced once somebody has resolved:",
        "",
        *paths[:PATHS],
    ]
    return "\n".join([*lines, *(["", *trailers] if trailers else [])]) + "\n"
