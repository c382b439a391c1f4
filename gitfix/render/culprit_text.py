"""`gitfix culprit` for people: commits and what is known of them, never who."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.culprit import Candidate, CulpritResult, Seen
from gitfix.core.names import Oid
from gitfix.core.text import brief, plural, printable, shorten, wrapped
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, facts, table

FEW = 4
"""Names of releases or lines that are listed."""
_WORDS = {
    "strong": "strong: every way of looking agrees",
    "likely": "likely: others are possible",
    "weak": "weak: the ways of looking do not agree",
    "guess": "a guess",
}


def culprit_lines(result: object, style: Style) -> list[str]:
    """The first candidate in full, the runners-up in a row each, what was run, and the next command."""
    assert isinstance(result, CulpritResult)
    name = printable(result.branch) or result.head.short
    lines = [f"what brought the fault that {shorten(name, 46)} fixes", ""]
    if not result.candidates:
        lines += ["  no commit can be named: the fix changes no line that was there before"]
        lines += _left_out(result, style) + _runs(result, style)
        return [*lines, "", f"next: {style.paint('strong', _BISECT)}"]
    first, *others = result.candidates
    lines += _first(first, result, style)
    if others:
        lines += ["", "  or" if not result.confirmed else "  not", *table(map(_other, others))]
    lines += _left_out(result, style) + _runs(result, style)
    if result.plan:
        lines += ["", *plan_lines(result.plan, style)]
    if not result.confirmed and not result.test:
        lines += ["", f"next: {style.paint('strong', _REPRODUCE)}"]
    elif result.confirmed:
        lines += ["", "next: " + style.paint("strong", "gitfix backport --everywhere")]
    return lines


_REPRODUCE = 'gitfix culprit --reproduce "the test that sees it"'
_BISECT = 'gitfix culprit --reproduce "the test that sees it" --bisect'


def _first(one: Candidate, result: CulpritResult, style: Style) -> list[str]:
    subject = brief(one.subject, max(style.width - 12, 30))
    rows = [
        ("sure", _sure(one, style)),
        ("because", printable(one.reason)),
        ("date", f"{one.committed_at[:10]}   {_size(one)}"),
        ("came by", _came(one)),
        ("released", _released(one)),
        ("affects", _few(one.affected_tags, "release")),
        ("open lines", _lines(one)),
        ("not seen", printable(one.uncovered)),
    ]
    found = [f"  {style.paint('strong', one.commit.short)}   {subject}"]
    for row in facts(rows, indent="  "):
        found += wrapped(row, style.width, " " * 14)
    return found


def _sure(one: Candidate, style: Style) -> str:
    if one.tier == "confirmed":
        return style.paint("ok", "confirmed by a run")
    return f"{one.confidence:.0%}   {_WORDS[one.tier]}"


def _size(one: Candidate) -> str:
    size = one.size
    return f"{plural(size.files, 'file')}, +{size.added:,} -{size.deleted:,}" if size.files else ""


def _came(one: Candidate) -> str:
    merge = one.merge
    if not merge.commit:
        return "straight onto its branch"
    number = f"request {merge.number}" if merge.number else "a merge"
    if merge.commit == one.commit:
        return number
    return f"{number}   {Oid(merge.commit).short} {brief(merge.subject, 50)}"


def _released(one: Candidate) -> str:
    if not one.first_tag:
        return "in no release yet"
    age = "" if one.age_days is None else f", {plural(one.age_days, 'day')} before the incident"
    return f"first in {printable(one.first_tag)}{age}"


def _few(names: Sequence[str], noun: str) -> str:
    if not names:
        return ""
    shown = ", ".join(map(printable, names[-FEW:]))
    more = len(names) - FEW
    return f"{plural(len(names), noun)}: {'…, ' if more > 0 else ''}{shown}"


def _lines(one: Candidate) -> str:
    said = [
        printable(line.branch)
        + (f" (picked as {Oid(line.commit).short})" if line.how == "picked" else "")
        for line in one.lines
    ]
    more = len(said) - FEW
    return ", ".join(said[:FEW]) + (f" and {more:,} more" if more > 0 else "")


def _other(one: Candidate) -> tuple[str, ...]:
    share = f"{one.confidence:.0%}" if one.confidence else ""
    return (
        one.commit.short,
        share,
        printable(one.first_tag) or "unreleased",
        brief(one.subject, 44),
    )


def _left_out(result: CulpritResult, style: Style) -> list[str]:
    if not result.skipped:
        return []
    return ["", *(style.paint("dim", f"  looked past {row}") for row in result.skipped[:FEW])]


def _runs(result: CulpritResult, style: Style) -> list[str]:
    if not result.runs:
        return []
    return ["", *table(_run(seen, result, style) for seen in result.runs[:12])]


def _run(seen: Seen, result: CulpritResult, style: Style) -> tuple[str, ...]:
    names = {result.head: "the fix", result.base: printable(result.tag) or "before the fix"}
    role = {"red": "error", "green": "ok", "absent": "ok"}.get(seen.state, "warning")
    word = style.paint(role, f"{seen.state:<7}")
    what = names.get(seen.commit, seen.commit.short)
    return shorten(what, 20), word, brief(seen.why, 46)
