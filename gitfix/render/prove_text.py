"""`gitfix prove` for people."""

from __future__ import annotations

from gitfix.core.endings import exit_words
from gitfix.core.proved import ProveResult, Side, TargetProof
from gitfix.core.text import plural, printable, shorten
from gitfix.render.minimize_text import short_test
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style, table

SHOWN = 8
"""Tests that are listed."""
_WORDS = {
    "proved": "proved",
    "not_red": "not red without the fix",
    "not_green": "not green with the fix",
    "flaky": "flaky",
    "not_affected": "not affected",
    "contained": "has the fix already, green",
    "conflict": "conflict",
}
_GOOD = ("proved", "not_affected", "contained")


def prove_lines(result: object, style: Style) -> list[str]:
    """Both sides, the tests that tell them apart, the targets, and the verdict."""
    assert isinstance(result, ProveResult)
    base = printable(result.base.tag) or result.base.commit.short
    head = printable(result.branch) or result.head.commit.short
    if result.uncommitted:
        head = f"{head} as in your checkout"
    seen = [test for test in result.tests if (test.base, test.head) == ("failed", "passed")]
    rows = [
        (
            "without",
            shorten(base, 40),
            _ended(result.base, red=True, good=result.verdict == "proved"),
        ),
        ("with", shorten(head, 40), _ended(result.head, red=False, good=True)),
    ]
    lines = table(rows)
    taken = ", ".join(map(printable, result.test_paths[:3]))
    more = len(result.test_paths) - 3
    lines.append(f"  tests     {taken}" + (f" and {more:,} more" if more > 0 else ""))
    lines += ["", *(f"  {short_test(test.id)} fails without it" for test in seen[:SHOWN])]
    if len(seen) > SHOWN:
        lines.append(f"  … and {len(seen) - SHOWN:,} more: gitfix prove --json")
    if result.targets:
        lines += ["", *table(_target(row, style) for row in result.targets)]
    if result.verdict == "proved":
        why = f" ({result.why})" if result.why else ""
        lines += ["", style.paint("ok", "proved") + f": red without the fix, green with it{why}"]
    else:
        lines += ["", *_output(result)]
    if result.plan:
        lines += ["", *plan_lines(result.plan, style)]
    return [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]


def _ended(side: Side, *, red: bool, good: bool) -> str:
    colour = "red" if side.exit_code else "green"
    runs = f", {plural(side.runs, 'run')}" if side.runs > 1 else ""
    return f"{colour} ({exit_words(side.exit_code)}{runs})"


def _target(row: TargetProof, style: Style) -> tuple[str, ...]:
    role = "ok" if row.verdict in _GOOD else "error"
    word = style.paint(role, _WORDS[row.verdict])
    return printable(row.branch), word, row.why if row.verdict not in _GOOD else ""


def _output(result: ProveResult) -> list[str]:
    """The last lines of the side that is to blame."""
    side = result.head if result.verdict == "not_green" else result.base
    return [f"  {line}" for line in side.output.split("\n")[-6:] if line]
