"""`gitfix metrics`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("metrics", short_help="How emergencies go here, in numbers.")
@option("--since", default="", metavar="WHEN", help="From then on: 90d (ago), or a date.")
@option("--csv", "as_csv", is_flag=True, help="One row per number.")
def command(settings: Settings, since: str, as_csv: bool) -> Ended:
    """How emergencies go here: time to restore, hotfixes per release, review
    delay, the size of the fixes, overdue actions.

    From the records and tags of this clone; gitfix sync brings in those of
    colleagues. What each number means: docs/metrics.md.

    \b
    gitfix metrics
    gitfix metrics --since 90d --csv
    """
    from gitfix.operations.metrics import metrics
    from gitfix.render.metrics_text import metrics_csv, metrics_lines

    if as_csv and click.get_current_context().params["as_json"]:
        raise click.UsageError("--csv and --json exclude one another")
    return metrics(settings, since=since), metrics_csv if as_csv else metrics_lines
