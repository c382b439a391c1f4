"""`gitfix notify` for people: what was said, to whom, and what to type next."""

from __future__ import annotations

from gitfix.core.channel import NotifyResult, Target
from gitfix.core.text import printable
from gitfix.render.style import Style, table

_WORDS = {"sent": "told", "failed": "not told", "before": "told before", "planned": "would be told"}
_ROLES = {"sent": "ok", "before": "ok", "failed": "error", "planned": "dim"}


def notify_lines(result: object, style: Style) -> list[str]:
    """The text where it is only looked at, else a row per channel."""
    assert isinstance(result, NotifyResult)
    lines = []
    if result.preview:
        lines += [style.paint("strong", printable(result.subject))]
        lines += [printable(line) for line in result.message.split("\n")]
        lines += ["", style.paint("dim", "for a status page:")]
        lines += [printable(line) for line in result.status_page.split("\n")]
        lines += [""]
    lines += table([_row(target, style) for target in result.targets])
    if result.preview:
        return [*lines, style.paint("dim", "nobody was told")]
    if result.next:
        lines += ["", f"next: {style.paint('strong', printable(result.next))}"]
    return lines


def _row(target: Target, style: Style) -> tuple[str, ...]:
    said = style.paint(_ROLES[target.state], _WORDS[target.state])
    tries = f"{target.attempts} attempts" if target.attempts > 1 else ""
    return (target.channel, target.kind, said, printable(target.why or tries))
