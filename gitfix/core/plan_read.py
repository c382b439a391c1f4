"""Reads a plan from the plain data that the journal keeps of it."""

from __future__ import annotations

from typing import Any, get_args

from gitfix.core.names import Oid
from gitfix.core.plan import Plan, SetConfig, Step, UpdateRef

_KINDS: dict[str, type[Step]] = {kind.__name__: kind for kind in get_args(Step)}
_OIDS = frozenset({"old", "new", "commit"})
_UPDATES = frozenset({"updates", "along"})


def plan_of(data: dict[str, object]) -> Plan:
    """The plan that `Plan.to_data` gave; KeyError, TypeError or ValueError when it is not one."""
    steps = data["steps"]
    if not isinstance(steps, list):
        raise ValueError("a plan's steps are a list")
    return Plan(str(data["command"]), tuple(map(_step, steps)), str(data["incident"]))


def _step(data: dict[str, Any]) -> Step:
    kind = _KINDS[str(data["do"])]
    return kind(**{key: _value(kind, key, value) for key, value in data.items() if key != "do"})


def _value(kind: type[Step], key: str, value: Any) -> Any:
    """A value as the step has it: JSON knows neither tuples nor object ids."""
    if key in _UPDATES and isinstance(value, list):
        return tuple(_step({**one, "do": UpdateRef.__name__}) for one in value)
    if key == "options" and isinstance(value, list):
        return tuple(map(str, value))
    return Oid(str(value)) if key in _OIDS and kind is not SetConfig else value
