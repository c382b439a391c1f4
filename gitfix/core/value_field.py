"""Defaults that are made anew for each value, before the standard library has to be loaded for them."""

from __future__ import annotations

from typing import Any


class Made:
    """A default that is made anew for each value: `field(default_factory=…)` before the standard library sees it."""

    def __init__(self, *, default_factory: Any) -> None:
        self.default_factory = default_factory


def field(**how: Any) -> Any:
    """`dataclasses.field`, without loading it for the usual one."""
    if how.keys() == {"default_factory"}:
        return Made(**how)
    import dataclasses

    return dataclasses.field(**how)


def is_field(spec: object) -> bool:
    return isinstance(spec, Made) or type(spec).__name__ == "Field"


def hand_over(cls: type, specs: dict[str, Any]) -> None:
    """The defaults as the standard library knows them."""
    import dataclasses

    for name, spec in specs.items():
        made = isinstance(spec, Made)
        known = dataclasses.field(default_factory=spec.default_factory) if made else spec
        setattr(cls, name, known)
