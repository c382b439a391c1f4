"""What the record says of the metrics that were watched after the deploy: a summary, and the series beside it."""

from __future__ import annotations

from gitfix.core.fold_kit import text, whole
from gitfix.core.monitor import number
from gitfix.core.told import Events, last, rows
from gitfix.core.value import dataclass


@dataclass(frozen=True)
class MetricFact:
    """A metric of the last monitoring, in a few numbers; empty where it had none.

    `series`: the digest of the blob beside the event that holds all measurements.
    """

    name: str
    phase: str
    why: str
    samples: int
    baseline: str
    first: str
    last: str
    least: str
    most: str
    at: str
    event: str
    series: str = ""


_NUMBERS = ("baseline", "first", "last", "least", "most")


def metrics(events: Events) -> tuple[MetricFact, ...]:
    """The metrics of the last `monitored` event."""
    found = last(events, "monitored")
    if found is None:
        return ()
    oid, event = found
    return tuple(
        MetricFact(
            text(row, "name"),
            text(row, "phase"),
            text(row, "why"),
            whole(row, "samples"),
            at=event.time,
            event=oid,
            series=text(event.data, "series"),
            **{key: _number(row.get(key)) for key in _NUMBERS},
        )
        for row in rows(event.data, "metrics")
    )


def _number(value: object) -> str:
    if isinstance(value, bool):
        return ""
    one = number(value)
    return f"{one:g}" if one is not None else value if isinstance(value, str) else ""
