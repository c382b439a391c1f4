"""`gitfix audit` for people."""

from __future__ import annotations

from gitfix.core.audit import AuditResult
from gitfix.core.text import plural, printable, wrapped
from gitfix.render.style import Style

WORDS = {
    "ok": ("ok", "the record verifies"),
    "unverifiable": ("warning", "the record holds together; not everything in it can be proved"),
    "policy": ("warning", "the record verifies, and tells of broken rules"),
    "tampered": ("error", "the record does not verify"),
}


def audit_lines(result: object, style: Style) -> list[str]:
    """The verdict, then every finding under its incident."""
    assert isinstance(result, AuditResult)
    kind, words = WORDS[result.verdict]
    checked = f"{plural(result.incidents, 'incident')}, {plural(result.events, 'event')}"
    lines = [f"{style.paint(kind, words)}: {checked}, {result.signed} signed"]
    last = None
    for one in result.findings:
        if one.incident != last:
            lines += ["", style.paint("strong", printable(one.incident) or "the record as a whole")]
            last = one.incident
        head = f"  {one.kind:<12}  {one.event[:7]:<7}  "
        first, *more = wrapped(one.message, max(style.width - len(head), 30), "")
        lines += [head + first, *(" " * len(head) + line for line in more)]
    return lines
