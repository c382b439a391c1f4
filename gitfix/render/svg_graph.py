"""Where the fix went, as an SVG: the production tag, the fix, and every branch that got it or waits for it."""

from __future__ import annotations

from html import escape

from gitfix.core.backport import SETTLED
from gitfix.core.postmortem import Facts
from gitfix.core.text import brief, plural

COMMITS = 12
"""Commits of the fix that are drawn."""
BRANCHES = 12
"""Branches that are drawn."""
LANE = 46
"""Pixels from one branch to the next."""
ROOM = 46
"""Characters of a label on a narrow screen."""
BASE, LAST, THERE = 4.0, 74.0, 95.0
"""Where things stand, in per cent of the width: the production tag, the last commit, the arrival."""


def graph(facts: Facts) -> str:
    """The picture; nothing without commits of the fix."""
    commits = facts.fix.commits
    if not commits or not facts.branch:
        return ""
    rows = _branches(facts)
    y = 30
    release = facts.release.tag if facts.release else ""
    parts = [
        _text(facts.branch, y),
        f'<line class="fix" x1="{BASE}%" y1="{y}" x2="{LAST}%" y2="{y}"/>',
        _dot(BASE, y, "base", f"{facts.production.tag} {facts.production.commit[:7]}", 7),
    ]
    shown = commits[-COMMITS:]
    for number, one in enumerate(shown, 1):
        at = BASE + (LAST - BASE) * number / len(shown)
        parts.append(_dot(at, y, "commit", f"{one.id[:7]} {one.subject}", 5))
    base = f"from {facts.production.tag or facts.production.commit[:7]}, {plural(len(commits), 'commit')}"
    base += f", released as {release}" if release else ""
    parts.append(f'<text x="0" y="{y + 24}" class="dim">{_shown(base)}</text>')
    for number, (label, tone) in enumerate(rows, 1):
        at = y + 22 + LANE * number
        parts += [
            _text(label, at),
            f'<line class="lane {tone}" x1="{BASE}%" y1="{at}" x2="{THERE + 4}%" y2="{at}"/>',
            f'<line class="way {tone}" x1="{LAST}%" y1="{y}" x2="{THERE}%" y2="{at}"/>',
            _dot(THERE, at, tone, label, 6),
        ]
    height = y + 40 + LANE * len(rows)
    return (
        '<svg class="graph" role="img" aria-label="Where the fix went" width="100%" '
        f'height="{height}"><title>Where the fix went</title>{"".join(parts)}</svg>'
    )


def _branches(facts: Facts) -> list[tuple[str, str]]:
    """A label and a tone for each: `there` or `waits`."""
    waits = {row.branch: row.found for row in facts.outstanding}
    rows = []
    for row in facts.backports:
        there = row.state in SETTLED and row.branch not in waits
        said = f"{row.branch}: {row.state}"
        said += f" as {row.commit[:7]}" if there and row.commit else ""
        if row.branch in waits:
            said = f"{row.branch}: " + (
                "reverted there" if waits[row.branch] == "reverted" else "outstanding"
            )
        rows.append((said, "there" if there else "waits"))
    known = {row.branch for row in facts.backports}
    rows += [(f"{name}: outstanding", "waits") for name in waits if name not in known]
    left = len(rows) - BRANCHES
    return [*rows[:BRANCHES], *([(f"and {left} more", "waits")] if left > 0 else [])]


def _shown(text: str) -> str:
    return escape(brief(text, ROOM))


def _text(text: str, y: float) -> str:
    return f'<text x="0" y="{y - 11}">{_shown(text)}</text>'


def _dot(x: float, y: float, tone: str, told: str, size: int) -> str:
    title = escape(brief(told.strip(), 100))
    return (
        f'<circle class="{tone}" cx="{x:.2f}%" cy="{y}" r="{size}"><title>{title}</title></circle>'
    )
