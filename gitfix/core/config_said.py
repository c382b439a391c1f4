"""Settings in words: a value as a person would type it, and why one is not in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.config_keys import RULES, general, grade_key

if TYPE_CHECKING:
    from gitfix.core.config import Layer, Value

_MINE = {"clone": "this clone's", "user": "your", "environment": "the environment's"}


def whose(layer: Layer) -> str:
    """Who has said so, as the beginning of a sentence."""
    return _MINE.get(layer.name, "the option")


_WAIVED_AS = {
    "budget.warn_lines": "budget-lines",
    "budget.max_lines": "budget-lines",
    "budget.warn_files": "budget-files",
    "budget.max_files": "budget-files",
    "budget.max_file_kb": "large-file",
}


def not_used(policy: Value, layer: Layer, wanted: object) -> str:
    """Why what `layer` wants is not in force, and the way to have it once."""
    key = policy.key
    mine = f"{whose(layer)} {key.name} = {shown(wanted)}"
    if key.tighten == "fixed":
        return f"{mine} is not used: only the team's file may set it"
    owner = "the team's" if policy.layer == "team" else "gitfix's"
    rule = key.name.removeprefix(RULES) if key.name.startswith(RULES) else ""
    rule = rule or _WAIVED_AS.get(general(key.name) if grade_key(key.name) else key.name, "")
    way = f'; for one case: gitfix waive {rule} --reason "…"' if rule else ""
    return f"{mine} is looser than {owner} {shown(policy.value)} and is not used{way}"


def shown(value: object) -> str:
    """A value as a person would type it."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
