"""`gitfix metrics` for people, and as CSV: one row per number, so that a spreadsheet can take it."""

from __future__ import annotations

import csv
import io

from gitfix.core.metrics import MetricsResult
from gitfix.core.span import age
from gitfix.core.text import plural
from gitfix.render.style import Style, facts, table


def metrics_lines(result: object, style: Style) -> list[str]:
    """A table per severity, then the shares."""
    assert isinstance(result, MetricsResult)
    period = f"since {result.since[:10]}" if result.since else "all there is"
    title = f"{plural(result.incidents, 'incident')}, {result.open} open   {period}"
    rows = [("", "incidents", "restored", "median", "longest")]
    rows += [
        (
            one.severity,
            str(one.incidents),
            str(one.restored),
            _span(one.restore_median),
            _span(one.restore_longest),
        )
        for one in result.by_severity
    ]
    lines = [style.paint("strong", title), "", "time to restore", *table(rows), ""]
    return lines + facts(
        (
            ("releases", f"{result.releases}, {result.hotfixes} of them hotfixes"),
            ("change failure rate", _share(result.change_failure_rate)),
            ("emergency ratio", _share(result.emergency_ratio)),
            ("review delay", _span(result.review_delay_median)),
            ("size of a fix", _lines(result)),
            ("budget", _budget(result)),
            ("overdue actions", str(result.overdue_actions)),
        )
    )


def metrics_csv(result: object, style: Style) -> list[str]:
    """`metric,severity,value`."""
    assert isinstance(result, MetricsResult)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(("metric", "severity", "value"))
    for one in result.by_severity:
        for name in ("incidents", "restored", "restore_median", "restore_longest"):
            write((name, one.severity, _cell(getattr(one, name))))
    for name in (
        *("incidents", "open", "releases", "hotfixes", "change_failure_rate", "emergency_ratio"),
        *(
            "review_delay_median",
            "size_median",
            "size_largest",
            "size_limit",
            "over_budget",
            "overdue_actions",
        ),
    ):
        write((name, "", _cell(getattr(result, name))))
    return out.getvalue().splitlines()


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _span(seconds: int | None) -> str:
    return "-" if seconds is None else age(seconds)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _lines(result: MetricsResult) -> str:
    if result.size_median is None:
        return "-"
    median = plural(result.size_median, "line")
    return f"{median} (median), the largest {result.size_largest}"


def _budget(result: MetricsResult) -> str:
    if result.size_median is None and not result.over_budget:
        return "-"
    over = f"{plural(result.over_budget, 'fix', 'fixes')} over it" if result.over_budget else "kept"
    return f"at most {plural(result.size_limit, 'line')}: {over}"
