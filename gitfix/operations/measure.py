"""One measurement of a metric: its provider is asked, and its conditions say what the answer means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.analysis import measured
from gitfix.core.monitor import Reading, Sample
from gitfix.core.secrets import hide
from gitfix.core.value import dataclass
from gitfix.host.secret_names import secrets
from gitfix.operations.hosts import configured_hosts, token_of
from gitfix.operations.run_place import values_of
from gitfix.services import expression
from gitfix.services.commands import clean_environment

if TYPE_CHECKING:
    from gitfix.core.analysis import Phase
    from gitfix.core.metric import Metric
    from gitfix.core.playbook import Playbook
    from gitfix.git.bench import Bench
    from gitfix.operations.case import Case
    from gitfix.services.expression import Condition

KEPT = 2000
"""Characters of an answer that are recorded, where it is no number."""
NO_DATA = "no data"
NO_BASELINE = "there is no baseline to compare with"


@dataclass(frozen=True)
class Conditions:
    """The two conditions of a metric, read; None where it has none."""

    success: Condition | None
    failure: Condition | None

    @property
    def sees_code(self) -> bool:
        """Whether an exit code is an answer, too."""
        return any("exit_code" in one.text for one in (self.success, self.failure) if one)


def conditions_of(metrics: Sequence[Metric]) -> dict[str, Conditions]:
    """The conditions of each metric; Refusal for one that cannot be read."""
    return {metric.name: _conditions(metric) for metric in metrics}


def _conditions(metric: Metric) -> Conditions:
    def one(key: str, text: str) -> Condition | None:
        return expression.read(text, f"{key} of the metric {metric.name}") if text else None

    return Conditions(
        one("success_condition", metric.success_condition),
        one("failure_condition", metric.failure_condition),
    )


def ready(case: Case, playbook: Playbook) -> None:
    """Refusal for what would be no answer, whenever it is asked: a token that is not set, a path that is none."""
    for metric in playbook.metrics:
        token_of(metric.token_env, f"the metric {metric.name}")
        if metric.json_path:
            from gitfix.services.metric_http import parsed

            parsed(metric.json_path)


def ask(
    case: Case,
    playbook: Playbook,
    metric: Metric,
    conditions: Conditions,
    spot: Bench,
) -> Reading:
    """What the metric's provider answers now."""
    if metric.provider == "command":
        from gitfix.services.metric_command import read_command

        return read_command(
            metric.command,
            cwd=spot.path,
            values={**values_of(case), "GITFIX_METRIC": metric.name},
            mark=spot.mark,
            timeout=metric.timeout,
            codes=conditions.sees_code,
        )
    from gitfix.services.metric_http import read_http, read_prometheus

    hosts = configured_hosts(case.work, playbook)
    token = token_of(metric.token_env, f"the metric {metric.name}")
    if metric.provider == "http":
        return read_http(
            metric.url,
            json_path=metric.json_path,
            hosts=hosts,
            token=token,
            timeout=metric.timeout,
        )
    return read_prometheus(
        metric.address,
        metric.query,
        span=metric.range,
        step=metric.step,
        hosts=hosts,
        token=token,
        timeout=metric.timeout,
    )


def judge(
    metric: Metric, conditions: Conditions, reading: Reading, baseline: Sample | None, at: str
) -> Sample:
    """The measurement that an answer makes: what its conditions say of it, at `at` (ISO 8601, UTC)."""
    phase, why = _phase(metric, conditions, reading, baseline)
    return Sample(phase, kept(reading.value), at, reading.ms, why)


def _phase(
    metric: Metric, conditions: Conditions, reading: Reading, baseline: Sample | None
) -> tuple[Phase, str]:
    if reading.error:
        return "Error", reading.error
    if empty(reading.value) and not conditions.sees_code:
        return "Inconclusive", NO_DATA
    if metric.relative and (baseline is None or baseline.value is None):
        return "Inconclusive", NO_BASELINE
    values: dict[str, object] = {"result": reading.value, "exit_code": reading.exit_code}
    if baseline is not None:
        values["baseline"] = baseline.value
    try:
        success = conditions.success.holds(values) if conditions.success else None
        failure = conditions.failure.holds(values) if conditions.failure else None
    except expression.ConditionError as error:
        return "Error", str(error)
    return measured(metric, success, failure), ""


def empty(value: object) -> bool:
    """Whether an answer holds nothing: null, NaN, or a list of nothing else."""
    if isinstance(value, (list, tuple)):
        return all(map(empty, value))
    return value is None or (isinstance(value, float) and math.isnan(value))


def kept(value: object) -> object:
    """An answer as it is recorded: numbers as they are, anything else without secrets and cut to size."""
    import json

    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    hidden = secrets(clean_environment())
    if isinstance(value, str):
        return hide(value, hidden)[:KEPT]
    text = hide(json.dumps(value, default=str), hidden)
    if len(text) > KEPT:
        return text[:KEPT] + "…"
    return json.loads(text, parse_constant=str)
