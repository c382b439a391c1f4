"""Pictures as Mermaid text, which GitHub and GitLab draw: the timeline of an incident, and where its fix went.

Mermaid has no reliable way to quote: every text is reduced to letters, digits and a few marks that mean nothing to it.
"""

from __future__ import annotations

import re

from gitfix.core.backport import SETTLED
from gitfix.core.postmortem import Facts
from gitfix.core.text import shorten
from gitfix.core.times import Moment

COMMITS = 8
"""Commits of the fix that are drawn."""
TARGETS = 8
"""Branches that are drawn."""
_SPACE = re.compile(r"\s+")
_PHASES = (
    ("Before", ("began", "detected")),
    ("Triage", ("opened",)),
    ("Fix", ("first-commit", "approved")),
    ("Production", ("released", "rolled-back", "deployed", "confirmed")),
    ("End", ("closed",)),
)


def safe(text: str, limit: int = 50) -> str:
    """`text` in characters that have no meaning in Mermaid's grammars."""
    kept = "".join(char if char.isalnum() or char in "._-/+ " else " " for char in text)
    line = _SPACE.sub(" ", kept).strip(" -_./+")
    return shorten(line, limit)


def timeline(facts: Facts) -> str:
    """The moments that are known, in sections; nothing where there is only one."""
    moments = facts.times.moments
    if len(moments) < 2:
        return ""
    lines = ["timeline", f"    title {facts.id}, times in UTC"]
    last = ""
    for title, names in _PHASES:
        mine = [one for one in moments if one.name in names]
        lines += [f"    section {title}"] if mine else []
        for one in mine:
            day = one.at[:10]
            shown = _clock(one) if day == last else f"{day} {_clock(one)}"
            last = day
            lines.append(f"        {shown} : {safe(_words(facts, one))}")
    return "\n".join(lines)


def _clock(moment: Moment) -> str:
    """Hours and minutes; a colon would end the period, so the sign of a ratio stands for it."""
    return moment.at[11:16].replace(":", "\u2236")


def _words(facts: Facts, moment: Moment) -> str:
    more = {
        "opened": facts.severity,
        "released": facts.release.tag if facts.release else "",
        "closed": facts.state.removeprefix("closed "),
    }.get(moment.name, "")
    return f"{moment.words} {more}".strip()


def git_graph(facts: Facts) -> str:
    """The production tag, the fix on its branch, and the branches that it reached; nothing without commits."""
    base, commits = facts.production, facts.fix.commits
    if not commits or not facts.branch:
        return ""
    main = safe(facts.default_branch) or "main"
    hotfix = safe(facts.branch)
    reached = [row for row in facts.backports if row.state in SETTLED and row.commit][:TARGETS]
    others = {safe(row.branch) for row in reached} - {main, hotfix, ""}
    lines = [
        f"%%{{init: {{'gitGraph': {{'mainBranchName': '{main}', 'parallelCommits': false}}}}}}%%",
        "gitGraph",
        f'    commit id: "{base.commit[:7]}"' + (f' tag: "{safe(base.tag)}"' if base.tag else ""),
    ]
    for name in sorted(others):
        lines += [
            f'    branch "{name}"',
            f'    commit id: "work on {name}"',
            f'    checkout "{main}"',
        ]
    lines += [f'    branch "{hotfix}"']
    left = len(commits) - COMMITS
    if left > 0:
        lines.append(f'    commit id: "{left} more commits"')
    for one in commits[-COMMITS:]:
        last = one is commits[-1]
        tag = facts.release.tag if facts.release else ""
        lines.append(
            f'    commit id: "{one.id[:7]}"' + (f' tag: "{safe(tag)}"' if tag and last else "")
        )
    drawn = set()
    for row in reached:
        name = safe(row.branch)
        if name not in {main, *others} or name in drawn:
            continue
        drawn.add(name)
        lines.append(f'    checkout "{name}"')
        if row.strategy == "merge":
            lines.append(f'    merge "{hotfix}" id: "{_id(row.commit, name)}"')
        else:
            lines.append(f'    commit id: "{_id(row.commit, name)} {safe(row.strategy)}"')
    return "\n".join(lines)


def _id(commit: str, branch: str) -> str:
    return f"{safe(commit)[:7]} on {branch}"
