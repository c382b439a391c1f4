"""`gitfix rollback` for people: a line per check, the score, the quickest way out first."""

from __future__ import annotations

from gitfix.core.names import BLOBS
from gitfix.core.rollback import Release, RollbackPlan, RollbackRun
from gitfix.core.text import brief, printable, wrapped
from gitfix.render.style import Style, facts

_SIGNS = {"pass": ("✓", "ok"), "fail": ("!", "error"), "unknown": ("?", "warning")}
_WORDS = {
    "ready": ("ready", "ok"),
    "at-risk": ("at risk", "warning"),
    "not-ready": ("not ready", "error"),
}


def plan_lines(result: object, style: Style) -> list[str]:
    """From where to where, what first, and every check with its evidence."""
    assert isinstance(result, RollbackPlan)
    lines = [
        f"{_name(result.start)} runs now; back to {style.paint('strong', _name(result.target))}",
        "",
    ]
    width = max(len(one.id) for one in result.checks)
    for check in result.checks:
        sign, role = _SIGNS[check.state]
        first, *more = wrapped(check.evidence, max(style.width - width - 7, 30), "")
        lines.append(f"  {style.paint(role, sign)} {check.id:<{width}}   {printable(first)}")
        lines += [f"{'':<{width + 7}}{printable(line.strip())}" for line in more]
    word, role = _WORDS[result.score]
    lines += ["", style.paint(role, word)]
    if result.first:
        ways = (*result.first, "a fix")
        lines += facts((("first" if n == 0 else "then", way) for n, way in enumerate(ways)))
    if result.score != "not-ready" and result.next:
        lines += ["", f"next: {style.paint('strong', printable(result.next))}"]
    return lines


def run_lines(result: object, style: Style) -> list[str]:
    """What ran where, how long it took, and what is next."""
    assert isinstance(result, RollbackRun)
    said = {
        "passed": f"passed, {result.ms / 1000:,.1f} s",
        "failed": f"failed, {result.why}",
        "interrupted": "stopped",
        "planned": "would run",
    }[result.state]
    confirmation = result.confirmation or ""
    lines = facts(
        (
            ("from", _name(result.start)),
            ("back to", style.paint("strong", _name(result.target))),
            (result.environment, said),
            ("command", brief(result.command, max(style.width - 13, 30))),
            ("confirmed", f"{confirmation}, on {_name(result.target)}" if confirmation else ""),
            ("next try", f"{result.version}, on the same branch" if result.version else ""),
            ("incident", result.incident),
        )
    )
    if result.state == "planned":
        return [*lines, "", style.paint("dim", "dry run, nothing was run or recorded")]
    if result.state != "passed":
        return [*lines, f"log: git show {BLOBS}{result.incident}:{result.log}"]
    if result.next:
        lines += ["", f"next: {style.paint('strong', printable(result.next))}"]
    if result.environment == "production":
        lines.append("over without a fix? gitfix close --as rolled-back")
    return lines


def _name(release: Release) -> str:
    return printable(release.name)
