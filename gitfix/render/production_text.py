"""`gitfix production` for people."""

from __future__ import annotations

from gitfix.core.production_result import ProductionResult
from gitfix.core.span import age
from gitfix.core.text import printable
from gitfix.render.style import Style, facts

SHOWN = 5


def production_lines(result: object, style: Style) -> list[str]:
    """The tag, the one before it, and what was passed over."""
    assert isinstance(result, ProductionResult)
    tag = printable(result.tag) or "(no tag)"
    lines = facts(
        (
            ("production", f"{style.paint('strong', tag)}   {_about(result)}"),
            ("component", printable(result.component)),
            ("said by", "" if result.source == "tags" else f"production.{result.source}"),
            ("previous", _previous(result)),
        )
    )
    if result.skipped:
        lines.append("")
        lines += [
            style.paint("dim", f"  not {printable(skip.tag)}: {skip.reason}")
            for skip in result.skipped[:SHOWN]
        ]
        more = len(result.skipped) - SHOWN
        lines += [style.paint("dim", f"  and {more} more: --json")] if more > 0 else []
    return lines


def _about(result: ProductionResult) -> str:
    parts = [result.commit.short]
    if result.age:
        parts.append(f"released {age(result.age)} ago")
    name = result.remote.name
    states = {
        "same": f"same on {name}",
        "only_local": f"not on {name}",
        "only_remote": f"on {name} only",
        "moved": f"not the same on {name}",
        "unreachable": f"{name} not reached",
        "offline": f"{name} not asked",
        "none": "no remote",
    }
    return ", ".join((*parts, states[result.remote.state]))


def _previous(result: ProductionResult) -> str:
    if result.previous is None:
        return ""
    return f"{printable(result.previous.tag)}   {result.previous.commit.short}"
