"""Reads the `[[metrics]]` of a team's file; a metric that could not end, or not fail, is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gitfix.core.metric import PROVIDERS, Metric, Provider
from gitfix.core.table_read import PlaybookError, Reader

_KEYS = (
    *("name", "provider", "interval", "initial_delay", "count"),
    *("success_condition", "failure_condition"),
    *("failure_limit", "inconclusive_limit", "consecutive_error_limit"),
    *("consecutive_success_limit", "symptom", "timeout"),
)
_OF: dict[Provider, tuple[str, ...]] = {
    "command": ("command",),
    "http": ("url", "json_path", "token_env"),
    "prometheus": ("address", "query", "range", "step", "token_env"),
}
"""The keys of each provider, besides those that all have."""
_NEEDS: dict[Provider, tuple[str, ...]] = {
    "command": ("command",),
    "http": ("url",),
    "prometheus": ("address", "query"),
}
LONGEST_TIMEOUT = 300.0


def read_metrics(tables: Sequence[Mapping[str, Any]], source: str) -> tuple[Metric, ...]:
    """The metrics; PlaybookError names the key that is wrong, and how to put it right."""
    found = tuple(_metric(number, table, source) for number, table in enumerate(tables))
    names = [metric.name for metric in found]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise PlaybookError(("metrics", number, "name"), f"there are two metrics {name}")
    if found and not any(metric.ends for metric in found):
        raise PlaybookError(
            ("metrics", 0, "count"), "monitoring would never end: give one metric a count"
        )
    return found


def _metric(number: int, table: Mapping[str, Any], source: str) -> Metric:
    path = ("metrics", number)
    provider = _provider(path, table)
    read = Reader(path, table, (*_KEYS, *_OF[provider]))
    for key in _NEEDS[provider]:
        read.text(key, None)
    metric = Metric(
        name=read.text("name", None),
        provider=provider,
        interval=read.span("interval", 0.0),
        initial_delay=read.span("initial_delay", 0.0),
        count=read.whole("count", 0),
        success_condition=read.text("success_condition", ""),
        failure_condition=read.text("failure_condition", ""),
        failure_limit=read.whole("failure_limit", 0, least=-1),
        inconclusive_limit=read.whole("inconclusive_limit", 0),
        consecutive_error_limit=read.whole("consecutive_error_limit", 4),
        consecutive_success_limit=read.whole("consecutive_success_limit", 0),
        symptom=read.flag("symptom", False),
        timeout=read.span("timeout", 10.0, most=LONGEST_TIMEOUT),
        command=read.text("command", ""),
        url=read.address("url", ""),
        json_path=read.text("json_path", ""),
        address=read.address("address", ""),
        query=read.text("query", ""),
        range=read.span("range", 0.0),
        step=read.span("step", 0.0),
        token_env=read.variable("token_env", ""),
        source=source,
    )
    if not metric.success_condition and not metric.failure_condition:
        raise PlaybookError(
            path, f"{metric.name} can neither pass nor fail: it needs a success_condition"
        )
    _limits(path, metric)
    if metric.count > 1 and not metric.interval:
        raise PlaybookError((*path, "count"), "more than one measurement needs an interval")
    if bool(metric.range) is not bool(metric.step):
        raise PlaybookError(path, "a query over a range needs both range and step")
    return metric


def _limits(path: tuple[str | int, ...], metric: Metric) -> None:
    """Limits that contradict each other, or that so few measurements never reach; Argo refuses the same."""
    row, failures = metric.consecutive_success_limit, metric.failure_limit
    if failures < 0 and not row:
        raise PlaybookError(
            (*path, "failure_limit"),
            "-1 is for a metric that waits to be well: it needs a consecutive_success_limit",
        )
    for key, least in (
        ("consecutive_success_limit" if row else "failure_limit", max(failures, 0) + row),
        ("inconclusive_limit", metric.inconclusive_limit),
    ):
        if metric.count and metric.count < least:
            raise PlaybookError(
                (*path, key),
                f"{metric.name} is measured {metric.count} times, and its limits need {least}",
            )


def _provider(path: tuple[str | int, ...], table: Mapping[str, Any]) -> Provider:
    return Reader(path, {"provider": table.get("provider")}, ("provider",)).choice(
        "provider", PROVIDERS, None
    )
