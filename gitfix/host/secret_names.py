"""Variables of the environment that hold a secret because the team's file says so, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable

_declared: set[str] = set()


def declare(names: Iterable[str]) -> None:
    """From now on their values are hidden in everything that is shown, logged or recorded."""
    _declared.update(name for name in names if name)


def declared() -> frozenset[str]:
    """All that were declared in this process."""
    return frozenset(_declared)
