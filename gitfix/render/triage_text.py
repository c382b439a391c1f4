"""`gitfix triage` for people: how bad it is, what could be gone back to, the next command last."""

from __future__ import annotations

from gitfix.core.text import brief, printable, shorten
from gitfix.core.triage import SEVERITIES, TriageResult
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts


def triage_lines(result: object, style: Style) -> list[str]:
    """The incident, its impact, and the question whether to roll back."""
    assert isinstance(result, TriageResult)
    impact, room = result.impact, max(style.width - 12, 30)
    lines = facts(
        (
            ("incident", _title(result, style)),
            ("severity", f"{result.severity}   {SEVERITIES[result.severity]}"),
            ("", "" if result.severity_stated else "by default: nobody has said how bad it is"),
            ("kind", result.kind),
            ("users", brief(impact.users, room)),
            ("systems", printable(", ".join(impact.systems))),
            ("since", impact.since),
            ("workaround", brief(impact.workaround, room)),
            ("affected", brief(", ".join(impact.affected), room)),
            ("production", _production(result)),
            ("shipped", printable(result.shipped[0]) if result.shipped else ""),
            *(("", shorten(row, room)) for row in result.shipped[1:]),
            ("roll back?", _roll_back(result)),
        )
    )
    if result.plan:
        return [*lines, "", *plan_lines(result.plan, style)]
    return [*lines, "", f"next: {style.paint('strong', result.next)}"]


def _title(result: TriageResult, style: Style) -> str:
    state = "opened now" if result.opened else "open"
    summary = brief(result.summary, max(style.width - 46, 16))
    return "   ".join(
        part for part in (style.paint("strong", result.incident), summary, state) if part
    )


def _production(result: TriageResult) -> str:
    if result.production is None:
        return ""
    tag = printable(result.production.tag) or "(no tag)"
    return f"{tag}   {', '.join(p for p in (result.production.commit.short, result.tagged) if p)}"


def _roll_back(result: TriageResult) -> str:
    if result.previous is None:
        return ""
    return f"{printable(result.previous.tag)} ran before: gitfix rollback plan"
