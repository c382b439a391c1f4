"""`gitfix config` for people: the values of each layer above the built-in one stand out, with their origin."""

from __future__ import annotations

from gitfix.core.config import BUILT_IN
from gitfix.core.config_result import ConfigResult, ShownValue
from gitfix.core.config_said import shown
from gitfix.core.names import Oid, short_ref
from gitfix.core.text import printable
from gitfix.render.style import Style, facts, table


def config_lines(result: object, style: Style) -> list[str]:
    """One value in full, or all of them as a table."""
    assert isinstance(result, ConfigResult)
    if len(result.values) == 1:
        return _one(result, result.values[0], style)
    return [*table(map(_row, result.values), indent=""), "", _policy(result)]


def _one(result: ConfigResult, value: ShownValue, style: Style) -> list[str]:
    lines = facts(
        (
            (value.key, style.paint("strong", _value(value))),
            ("set by", _origin(value)),
            ("for", value.about),
        )
    )
    said = {
        "set": "would be set" if result.dry_run else "",
        "unset": "would be taken out"
        if result.dry_run
        else "taken out of this clone's configuration",
        "same": "nothing to do: it is so already",
    }
    word = said.get(result.did, "")
    return [*lines, *([style.paint("dim", word)] if word else [])]


def _row(value: ShownValue) -> tuple[str, ...]:
    origin = "" if value.layer == BUILT_IN else _origin(value)
    return (value.key, _value(value), origin)


def _value(value: ShownValue) -> str:
    return printable(shown(value.value)) or "-"


def _origin(value: ShownValue) -> str:
    if value.layer == BUILT_IN:
        return BUILT_IN
    return printable(f"{value.layer}: {value.origin}" if value.origin else value.layer)


def _policy(result: ConfigResult) -> str:
    policy = result.policy
    if not policy.ref:
        return "the team's policy: there is no default branch here to read it from"
    where = f"{printable(short_ref(policy.ref))} at {Oid(policy.commit or '').short}"
    if not policy.file:
        return f"the team's policy: {where} has none (gitfix init writes one)"
    return f"the team's policy: {policy.file} of {where}"
