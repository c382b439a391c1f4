"""How the layers of configuration combine: the team's policy binds, the others may tighten it.

Weakest first: built-in, user, team, clone, environment, option. Where a key is part of the policy, the team's
value, or the built-in one where the team has none, is the least strict that can be in force: loosening it takes a
recorded waiver. Among the others that keep to the policy, the strongest layer wins as usual.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gitfix.core.config_keys import KEYS, RULES, Key, general, grade_key, rule_key
from gitfix.core.config_said import not_used, shown, whose
from gitfix.core.value import dataclass, field

if TYPE_CHECKING:
    from gitfix.core.config_budgets import PathBudget

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
        """The value of `name`; a rule that nobody set has its own default, a severity's budget the general one."""
        found = self._values.get(name)
        if found is None and grade_key(name):
            return self.value(general(name))
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

    def flag(self, name: str) -> bool:
        """True or false."""
        found = self.value(name).value
        assert isinstance(found, bool)
        return found

    def budgets(self) -> tuple[PathBudget, ...]:
        """The budgets of some paths."""
        found = self.value("budget.paths").value
        assert isinstance(found, tuple)
        return found

    def strings(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.value(name).value
        assert isinstance(found, tuple)
        return found


def combine(layers: Sequence[Layer]) -> Config:
    """The values in force; `layers` weakest first, at most one of them called "team".

    KeyError for a name that is neither in the table nor a rule's: the parsers let none through.
    """
    team = next((layer for layer in layers if layer.name == TEAM), None)
    others = [layer for layer in layers if layer.name != TEAM]
    keys = {key.name: key for key in KEYS}
    for name in sorted({name for layer in layers for name in layer.values} - keys.keys()):
        graded = grade_key(name)
        if graded is None and not name.startswith(RULES):
            raise KeyError(name)
        keys[name] = graded or rule_key(name.removeprefix(RULES))
    notices: list[str] = []
    values: dict[str, Value] = {}
    for name, key in keys.items():
        # What is looser than the general number is looser, until the team's file says more for this severity.
        least = values[general(name)] if grade_key(name) else None
        values[name] = _decide(key, team, layers, others, notices, least)
    return Config(values, tuple(notices))


def _decide(
    key: Key,
    team: Layer | None,
    layers: Sequence[Layer],
    others: Sequence[Layer],
    notices: list[str],
    least: Value | None = None,
) -> Value:
    found = Value(key, key.default, BUILT_IN, "")
    if least:
        found = Value(key, least.value, least.layer, least.origin)
    if key.tighten == "free":
        for layer in layers:
            if key.name in layer.values:
                found = Value(key, layer.values[key.name], layer.name, layer.where(key.name))
        return found
    policy = found
    if team and key.name in team.values:
        policy = found = Value(key, team.values[key.name], TEAM, team.where(key.name))
    for layer in others:
        if key.name not in layer.values:
            continue
        wanted = layer.values[key.name]
        if key.tighten == "union":
            found = _joined(found, layer, notices)
        elif not _keeps_to(key, policy.value, wanted):
            notices.append(not_used(policy, layer, wanted))
        elif wanted != found.value:
            found = Value(key, wanted, layer.name, layer.where(key.name))
    return found


def _joined(found: Value, layer: Layer, notices: list[str]) -> Value:
    """`found` and what `layer` adds to it; both places are named. A pattern that takes back adds nothing."""
    now, more = found.value, layer.values[found.key.name]
    assert isinstance(now, tuple) and isinstance(more, tuple)
    added = tuple(item for item in more if item not in now)
    less = tuple(item for item in added if item.startswith("!"))
    if less:
        mine = f"{whose(layer)} {found.key.name} = {shown(less)}"
        notices.append(f"{mine} is not used: only the team's file may take a pattern back")
    added = tuple(item for item in added if item not in less)
    if not added:
        return found
    origins = (found.origin, layer.where(found.key.name))
    return Value(found.key, now + added, layer.name, " and ".join(filter(None, origins)))


def _keeps_to(key: Key, policy: object, wanted: object) -> bool:
    """Whether `wanted` is as strict as `policy`, or stricter."""
    if wanted == policy:
        return True
    if key.tighten == "min":
        assert isinstance(policy, (int, float)) and isinstance(wanted, (int, float))
        return wanted <= policy
    if key.tighten == "max":
        return key.choices.index(str(wanted)) >= key.choices.index(str(policy))
    return False
