"""What every sentence about an event needs: its data is whatever somebody wrote, and is read with care."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gitfix.core.text import shorten

Data = Mapping[str, Any]
Say = Callable[[Data], str]
LONGEST = 60
"""Characters of a summary or reason that are shown."""


def text(data: Data, key: str) -> str:
    """A value as text; empty where there is none."""
    value = data.get(key, "")
    return value if isinstance(value, str) else str(value)


def texts(data: Data, key: str) -> list[str]:
    """A list of values as texts."""
    value = data.get(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def because(data: Data) -> str:
    """The reason that was given."""
    reason = text(data, "reason")
    return f": {shorten(reason, LONGEST)}" if reason else ""


def rows(data: Data, key: str) -> list[Data]:
    """A list of tables; what is none is left out."""
    value = data.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def names(data: Data) -> str:
    """The names of metrics."""
    return ", ".join(text(row, "name") for row in rows(data, "metrics"))


def way(data: Data) -> str:
    """From which release to which."""
    return f"from {text(data, 'from')} to {text(data, 'to')}"
