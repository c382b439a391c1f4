"""The measurements of a monitoring as they are drawn, read with care from the blob beside its event."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from gitfix.core.fold_kit import text
from gitfix.core.monitor import number
from gitfix.core.told import inner, rows
from gitfix.core.value import dataclass

METRICS = 24
"""Metrics that are drawn."""
POINTS = 240
"""Points of one metric that are drawn: more are no more to see."""
_LIMIT = re.compile(r"result(?:\[0\])?\s*(?:<=?|>=?)\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")


@dataclass(frozen=True)
class Point:
    """One measurement; `value` None where it was no number. `at` is ISO 8601, UTC."""

    at: str
    phase: str
    value: float | None


@dataclass(frozen=True)
class Series:
    """A metric. `baseline`: what it was before the deploy; `limit`: the number that `condition` compares it with."""

    name: str
    phase: str
    points: tuple[Point, ...]
    baseline: float | None
    condition: str
    limit: float | None
    measured: int


def read_series(data: bytes) -> tuple[Series, ...]:
    """The series of a document as monitoring wrote it; nothing of anything else."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return ()
    found = rows(document, "metrics") if isinstance(document, dict) else []
    return tuple(one for row in found[:METRICS] if (one := _series(row)).points)


def _series(row: Mapping[str, Any]) -> Series:
    condition = text(row, "success_condition")
    bound = _LIMIT.fullmatch(condition.strip())
    points = [_point(one) for one in rows(row, "samples")]
    return Series(
        text(row, "name"),
        text(row, "phase"),
        thinned(points),
        _value(inner(row, "baseline").get("value")),
        condition,
        _value(float(bound[1])) if bound else None,
        len(points),
    )


def _point(sample: Mapping[str, Any]) -> Point:
    return Point(text(sample, "at"), text(sample, "phase"), _value(sample.get("value")))


def _value(value: object) -> float | None:
    try:
        found = number(value)
    except OverflowError:
        return None
    return found if found is not None and isfinite(found) and abs(found) < 1e300 else None


def thinned(points: Sequence[Point], most: int = POINTS) -> tuple[Point, ...]:
    """At most `most` of them: of each stretch of time the lowest and the highest, so that no peak is lost."""
    if len(points) <= most:
        return tuple(points)
    size = -(-len(points) // (most // 2))
    kept: list[Point] = []
    for start in range(0, len(points), size):
        part = range(start, min(start + size, len(points)))
        value = [points[at].value for at in part]
        known = [at for at, one in zip(part, value, strict=True) if one is not None] or [start]
        ends = {
            min(known, key=lambda at: _or0(points[at])),
            max(known, key=lambda at: _or0(points[at])),
        }
        kept += [points[at] for at in sorted(ends)]
    return tuple(kept)


def _or0(point: Point) -> float:
    return point.value or 0.0
