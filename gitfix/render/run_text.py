"""`gitfix run` for people: a line per step, where the log is, the next command."""

from __future__ import annotations

from gitfix.core.names import BLOBS
from gitfix.core.run_result import FAILED, RunCommand, RunResult, RunStep
from gitfix.core.text import brief, plural, printable
from gitfix.render.monitor_text import metric_lines
from gitfix.render.style import Style, table

ROLES = {"passed": "ok", "stated": "ok", "fresh": "ok", "planned": "dim", "baseline": "ok"}
SHOWN = 5
"""Paths that are named."""
WORDS = {
    "fresh": "done already",
    "planned": "would run",
    "gap": "not tested",
    "baseline": "measured before the deploy",
}


def run_lines(result: object, style: Style) -> list[str]:
    """What became of each step."""
    assert isinstance(result, RunResult)
    width = max(len(step.step) for step in result.steps)
    lines = []
    for step in result.steps:
        lines.append(_row(step, width, style))
        if step.state == "planned":
            lines += _planned(step, style)
            lines += [
                f"  would measure {printable(one.name)} ({one.provider})" for one in step.metrics
            ]
        elif step.metrics:
            lines += metric_lines(step.metrics, style)
        elif step.state == "passed" and step.uncovered:
            lines.append(f"  {style.paint('warning', 'not tested')}: {_some(step.uncovered)}")
    bad = next((step for step in result.steps if step.state in FAILED), None)
    if bad is not None:
        what = "series" if bad.metrics else "log"
        return [*lines, f"{what}: git show {BLOBS}{result.incident}:{bad.log}"]
    if any(step.state == "planned" for step in result.steps):
        return [*lines, style.paint("dim", "dry run, nothing was run or recorded")]
    if result.next:
        lines += ["", f"next: {style.paint('strong', printable(result.next))}"]
    return lines


def _row(step: RunStep, width: int, style: Style) -> str:
    word = WORDS.get(step.state, step.state)
    painted = style.paint(ROLES.get(step.state, "error"), word)
    room = max(style.width - width - len(word) - 6, 20)
    about = brief(_about(step), room)
    return f"{step.step:<{width}}   {painted}   {about}".rstrip()


def _about(step: RunStep) -> str:
    if step.state in ("stated", "fresh"):
        return step.note
    ran = [one for one in step.commands if one.ended]
    spent = sum(one.ms for one in ran) / 1000
    said = f"{plural(len(ran), 'command')}, {spent:,.1f} s" if ran else ""
    if step.state == "planned":
        if not step.commands and step.metrics:
            return plural(len(step.metrics), "metric")
        return plural(len(step.commands), "command") + f" in {_place(step)}"
    if step.metrics and step.state != "baseline":
        count = sum(len(one.samples) for one in step.metrics)
        said = plural(count, "measurement")
    return said


def _place(step: RunStep) -> str:
    return "a clean worktree" if step.place == "worktree" else "your checkout"


def _some(paths: tuple[str, ...]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(map(printable, paths[:SHOWN])) + more


def _planned(step: RunStep, style: Style) -> list[str]:
    rows = table([_cells(one) for one in step.commands])
    if step.uncovered:
        rows.append(f"  {style.paint('warning', 'not tested')}: {_some(step.uncovered)}")
    return rows


def _cells(command: RunCommand) -> tuple[str, ...]:
    return (printable(command.command), printable(command.why))
