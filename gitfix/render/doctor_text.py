"""`gitfix doctor` for people: what is in order in one line each, what is not with the command that helps."""

from __future__ import annotations

from gitfix.core.doctor import DoctorResult
from gitfix.core.text import plural, printable, ways, wrapped
from gitfix.render.style import Style

MARKS = {"ok": ("✓", "ok"), "warning": ("!", "warning"), "error": ("!", "error")}


def doctor_lines(result: object, style: Style) -> list[str]:
    """One line per check, then the count."""
    assert isinstance(result, DoctorResult)
    width = max(len(check.id) for check in result.checks) + 2
    lines = []
    for check in result.checks:
        mark, role = MARKS[check.state]
        word = "" if check.state == "ok" else f"{check.state}: "
        painted = style.paint(role, mark)
        room, indent = max(style.width - width - 2, 40), " " * (width + 2)
        first, *more = wrapped(word + printable(check.message), room, "")
        lines.append(f"{painted} {check.id:<{width}}{first}")
        lines += [indent + line for line in more]
        if check.hint:
            hint = printable(check.hint)
            lines += [indent + way for way in ([hint] if len(hint) <= room else ways(hint))]
    warnings, errors = result.count("warning"), result.count("error")
    if warnings or errors:
        counts = ((errors, "error"), (warnings, "warning"))
        found = ", ".join(plural(count, noun) for count, noun in counts if count)
        return [*lines, "", style.paint("error" if errors else "warning", found)]
    return [*lines, "", style.paint("ok", "ready for an emergency")]
