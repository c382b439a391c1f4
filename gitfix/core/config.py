"""How the layers of configuration combine: the team's policy binds, the others may tighten it.

Weakest first: built-in, user, team, clone, environment, option. Where a key is part of the policy, the built-in
value or the team's is the least strict one that can be in force: loosening it takes a recorded waiver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gitfix.core.config_keys import KEYS, RULES, Key, rule_key

BUILT_IN = "built-in"
TEAM = "team"


@dataclass(frozen=True)
class Layer:
    """The values that one place sets. `origins`: where exactly each comes from (a file, a line, a variable)."""

    name: str
    origin: str
    values: Mapping[str, object]
    origins: Mapping[str, str] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """Where this layer sets `key`."""
        return self.origins.get(key, self.origin)


@dataclass(frozen=True)
class Value:
    """A value in force, the layer that set it, and where exactly."""

    key: Key
    value: object
    layer: str
    origin: str


class Config:
    """Every value in force."""

    def __init__(self, values: Mapping[str, Value], notices: tuple[str, ...]) -> None:
        self._values = values
        self.notices = notices

    def __iter__(self) -> Iterator[Value]:
        return iter(self._values.values())

    def value(self, name: str) -> Value:
        """The value of `name`; a rule that nobody set has an empty one."""
        found = self._values.get(name)
        if found is None and name.startswith(RULES):
            key = rule_key(name.removeprefix(RULES))
            return Value(key, key.default, BUILT_IN, "")
        if found is None:
            raise KeyError(name)
        return found

    def source(self, name: str) -> tuple[str, str]:
        """The layer that decided `name`, and where exactly."""
        found = self.value(name)
        return found.layer, found.origin

    def text(self, name: str) -> str:
        """A text or a choice."""
        return str(self.value(name).value)

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self.number(name))

    def number(self, name: str) -> float:
        """A number; seconds where the key is a time span."""
        found = self.value(name).value
        assert isinstance(found, (int, float))
        return found

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.value(name).value
        assert isinstance(found, tuple)
        return found


def combine(layers: Sequence[Layer]) -> Config:
    """The values in force; `layers` weakest first, one of them called "team"."""
    team = next((layer for layer in layers if layer.name == TEAM), None)
    others = [layer for layer in layers if layer.name != TEAM]
    names = [key.name for key in KEYS]
    names += sorted({n for layer in layers for n in layer.values if n not in names})
    keys = {key.name: key for key in KEYS}
    notices: list[str] = []
    values = {}
    for name in names:
        key = keys.get(name) or rule_key(name.removeprefix(RULES))
        values[name] = _decide(key, team, layers, others, notices)
    return Config(values, tuple(notices))


def _decide(
    key: Key,
    team: Layer | None,
    layers: Sequence[Layer],
    others: Sequence[Layer],
    notices: list[str],
) -> Value:
    found = Value(key, key.default, BUILT_IN, "")
    if key.tighten == "free":
        for layer in layers:
            if key.name in layer.values:
                found = Value(key, layer.values[key.name], layer.name, layer.where(key.name))
        return found
    # Part of the policy: the team's word first, then whoever is stricter.
    if team and key.name in team.values:
        found = Value(key, team.values[key.name], TEAM, team.where(key.name))
    for layer in others:
        if key.name not in layer.values:
            continue
        wanted = layer.values[key.name]
        stricter = _stricter(key, found.value, wanted)
        if stricter is None:
            notices.append(_not_used(key, found, layer, wanted))
        elif stricter != found.value:
            found = Value(key, stricter, layer.name, layer.where(key.name))
    return found


def _stricter(key: Key, now: object, wanted: object) -> object | None:
    """The value when `wanted` tightens (or repeats) `now`; None when it would loosen it."""
    if wanted == now:
        return now
    if key.tighten == "union":
        assert isinstance(now, tuple) and isinstance(wanted, tuple)
        return now + tuple(item for item in wanted if item not in now)
    if key.tighten == "min" and isinstance(now, (int, float)) and isinstance(wanted, (int, float)):
        return wanted if wanted <= now else None
    if key.tighten == "max" and key.choices:
        if now == "":
            # A rule's own default is not known here: only its strictest value is surely not looser.
            return wanted if wanted == key.choices[-1] else None
        return wanted if key.choices.index(str(wanted)) >= key.choices.index(str(now)) else None
    return None


def _not_used(key: Key, found: Value, layer: Layer, wanted: object) -> str:
    mine = {"clone": "this clone's", "user": "your", "environment": "the environment's"}
    who = mine.get(layer.name, "the option's")
    whose = "the team's" if found.layer == TEAM else "gitfix's"
    return (
        f"{who} {key.name} = {shown(wanted)} would loosen {whose} {shown(found.value) or 'default'} and is not "
        'used; for one case, record a waiver: gitfix waive RULE --reason "…"'
    )


def shown(value: object) -> str:
    """A value as a person would type it."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
