"""Spans of time on the command line: `90`, `30s`, `10m`, `2h`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

_UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}


if TYPE_CHECKING:
    _Base = click.ParamType[float]
else:
    _Base = click.ParamType  # generic from click 8.2 on only


class Seconds(_Base):
    """A span of time as seconds; more than nothing."""

    name = "TIME"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, (int, float)):
            return float(value)
        found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(s|m|min|h|)", str(value).strip())
        seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
        if seconds <= 0:
            self.fail(f"{value!r} is no span of time: 90s, 10m, 2h", param, ctx)
        return seconds
