"""`gitfix minimize` for people."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.minimized import DroppedUnit, KeptUnit, MinimizeResult
from gitfix.core.text import plural, printable, shorten
from gitfix.render.plan_text import plan_lines
from gitfix.render.style import Style

SHOWN = 20
"""Kept parts that are listed; more is no hotfix."""
_KINDS = {
    "added": "new file",
    "deleted": "deleted file",
    "renamed": "renamed",
    "mode": "file mode",
    "binary": "binary file",
    "replaced": "whole file",
}
_FIXED = {
    "tests": ("test file", "test files"),
    "docs": ("document", "documents"),
    "changelog": ("changelog", "changelogs"),
    "version": ("version file", "version files"),
}


def minimize_lines(result: object, style: Style) -> list[str]:
    """What is needed and why, what is not, and how to take it out."""
    assert isinstance(result, MinimizeResult)
    lines = [_title(result), _stay(result), ""]
    rows = [(place(unit), why(unit)) for unit in result.kept]
    width = min(max((len(where) for where, _ in rows), default=0), 44)
    for where, reason in rows[:SHOWN]:
        room = style.width - width - 12
        text = shorten(reason, max(room, 20))
        lines.append(f"  {style.paint('ok', 'keep')}   {where:<{width}}   {text}".rstrip())
    if len(rows) > SHOWN:
        lines.append(f"  … and {len(rows) - SHOWN:,} more: gitfix minimize --json")
    lines += _dropped(result, style)
    lines += ["", *_verdict(result, style)]
    if result.show and result.patch:
        lines += ["", *(printable(line) for line in result.patch.rstrip("\n").split("\n"))]
    if result.plan:
        lines += ["", *plan_lines(result.plan, style)]
    return [line for index, line in enumerate(lines) if line or index == 0 or lines[index - 1]]


def _title(result: MinimizeResult) -> str:
    base = printable(result.base.tag) or result.base.commit.short
    what = "the change in your checkout" if result.uncommitted else "with the change"
    state = "red without and green with the change"
    if result.uncommitted:
        state = f"red without and green with {what}"
    spent = f"{result.seconds:.0f} s" if result.seconds >= 10 else f"{result.seconds:.1f} s"
    runs = f"{plural(result.runs, 'run')}, {result.cache_hits} from cache, {spent}"
    return f"{plural(result.units, 'unit')} against {base}, {state}\n{runs}"


def _stay(result: MinimizeResult) -> str:
    said = [plural(count, *_FIXED[kind]) for kind, count in result.fixed.items() if kind in _FIXED]
    return f"not looked at: {', '.join(said)}" if said else ""


def place(unit: KeptUnit | DroppedUnit) -> str:
    """`cart/views.py:31`, `cart/views.py:31-35`, or a whole file and what becomes of it."""
    name = printable(unit.path)
    if not unit.line:
        return f"{name} ({_KINDS.get(unit.kind, unit.kind)})"
    if unit.last > unit.line:
        return f"{name}:{unit.line}-{unit.last}"
    return f"{name}:{unit.line}"


def why(unit: KeptUnit) -> str:
    """What happens without it, in a few words."""
    if not unit.necessary_for:
        return f"{unit.without} without it" if unit.without else "not tried alone"
    first = printable(short_test(unit.necessary_for[0]))
    more = len(unit.necessary_for) - 1
    return f"{first} fails without it" + (f" (and {more:,} more)" if more else "")


def short_test(test: str) -> str:
    """The test's own name, without where it is."""
    name, _, parameters = test.partition("[")
    last = name.rpartition("::")[2] or name
    if "::" not in name:
        last = name.rpartition(".")[2] or name
    return f"{last}[{parameters}" if parameters else last


def _dropped(result: MinimizeResult, style: Style) -> list[str]:
    if not result.dropped:
        return []
    names = [place(unit) for unit in _merged(result.dropped)]
    head = f"  {style.paint('dim', 'drop')}   "
    line, lines = "", []
    for number, name in enumerate(names):
        piece = name + ("," if number < len(names) - 1 else "")
        if line and len(line) + len(piece) + 1 > style.width - 9:
            lines.append(line)
            line = ""
        line = f"{line} {piece}".strip()
    lines.append(line)
    if len(lines) > 4:
        left = sum(one.count(",") for one in lines[3:]) + 1
        lines = [*lines[:3], f"and {left:,} more"]
    shown = [head + lines[0], *(" " * 9 + one for one in lines[1:])]
    return [*shown, *([] if result.show else [" " * 9 + "(the lines: --show)"])]


def _merged(units: Sequence[DroppedUnit]) -> list[DroppedUnit]:
    """Neighbours in one file as one."""
    merged: list[DroppedUnit] = []
    for unit in units:
        last = merged[-1] if merged else None
        if last and last.path == unit.path and last.line and last.last + 1 >= unit.line > 0:
            values = {**vars(last), "last": max(last.last, unit.last)}
            merged[-1] = DroppedUnit(**values)
        else:
            merged.append(unit)
    return merged


def _alone(kept: int) -> str:
    if kept > 1:
        return "; none of them can be left out alone"
    return "" if not kept else "; it cannot be left out"


def _verdict(result: MinimizeResult, style: Style) -> list[str]:
    kept, units = len(result.kept), result.units
    if result.state == "flaky":
        return ["nothing is proposed: the test answers now so, now so"]
    best = "" if result.one_minimal else "at most "
    verb = "is" if kept == 1 else "are"
    said = f"{best}{kept} of {plural(units, 'unit')} {verb} needed"
    if not result.dropped:
        said = "all of it is needed" if result.one_minimal else said
    lines = [style.paint("ok" if result.one_minimal else "warning", said)]
    if result.one_minimal:
        lines[0] += _alone(kept)
    elif result.stopped == "time":
        lines.append(
            "the time was over before every part was tried; the same command goes on from there"
        )
    if result.dropped and not result.commit:
        lines.append("this rests on the test alone: what it does not see, it does not miss")
    if result.commit:
        lines.append(f"took the rest out: {result.commit.short} on {printable(result.on)}")
        lines.append("next: gitfix check")
    elif result.dropped:
        more = "--branch NAME" if result.uncommitted else "--apply"
        lines.append(f"take the rest out: run the same command with {more}")
    return lines
