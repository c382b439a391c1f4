"""What monitoring leaves in the record: a summary in the event, and the whole series as a blob beside it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from gitfix.core.analysis import Verdict, overall
from gitfix.core.monitor import MetricRow, number
from gitfix.operations.run_record import write_event
from gitfix.operations.trust import asks

if TYPE_CHECKING:
    from gitfix.core.run_result import RunStep
    from gitfix.operations.monitor_watch import Watch


def record_series(watch: Watch, found: RunStep, *, interrupted: bool) -> tuple[str, str]:
    """Record the event `monitored`; the digest of its series, and the event."""
    case = watch.case
    document = {
        "incident": case.incident.id,
        "tree": str(case.tree or ""),
        "tag": case.incident.tag,
        "started": watch.started,
        "ended": watch.stamp(),
        "notes": watch.notes,
        "metrics": [
            {
                **asdict(one),
                "asks": asks(metric),
                "success_condition": metric.success_condition,
                "failure_condition": metric.failure_condition,
            }
            for one, metric in zip(found.metrics, watch.metrics, strict=True)
        ],
    }
    series = json.dumps(document, indent=1, sort_keys=True, allow_nan=False).encode()
    data: dict[str, object] = {
        "phase": overall(Verdict(one.phase) for one in found.metrics),
        "why": found.why,
        "started": watch.started,
        "interrupted": interrupted,
        "notes": list(watch.notes),
        "metrics": [_summary(one) for one in found.metrics],
    }
    return write_event(case, watch.step, "monitored", data, series, name="series")


def _summary(one: MetricRow) -> dict[str, object]:
    """A metric in a few numbers: enough to be read without the series."""
    numbers = [found for sample in one.samples if (found := number(sample.value)) is not None]
    return {
        "name": one.name,
        "phase": one.phase,
        "why": one.why,
        "samples": len(one.samples),
        "baseline": one.baseline.value if one.baseline else None,
        "first": numbers[0] if numbers else None,
        "last": numbers[-1] if numbers else None,
        "least": min(numbers, default=None),
        "most": max(numbers, default=None),
    }
