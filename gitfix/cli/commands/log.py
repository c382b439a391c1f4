"""`gitfix log`."""

from __future__ import annotations

from functools import partial

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("log", short_help="The incident's events.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
@option("--follow", is_flag=True, help="Go on with what happens from now on, until ^C.")
@option("--graph", is_flag=True, help="Where the records of two laptops parted and met.")
@option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N events.")
def command(
    settings: Settings, incident: str | None, follow: bool, graph: bool, limit: int | None
) -> Ended:
    """The incident's events, oldest first: when, who, what.

    \b
    gitfix log
    gitfix log --incident k7q2 --limit 5
    gitfix log --follow
    """
    from gitfix.operations.log import log
    from gitfix.render.log_text import events, graph_lines, log_lines

    if graph and (limit or follow):
        raise click.UsageError("--graph shows the whole record: without --limit and --follow")
    look = partial(log, settings, incident=incident, limit=limit, graph=graph)
    if follow:
        from gitfix.cli.watching import follow as again

        return again(look, events, log_lines)
    return look(), graph_lines if graph else log_lines
