"""`gitfix log`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("log", short_help="The incident's events.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
@option("--limit", type=click.IntRange(min=1), metavar="N", help="Only the newest N events.")
def command(settings: Settings, incident: str | None, limit: int | None) -> Ended:
    """The incident's events, oldest first: when, who, what.

    \b
    gitfix log
    gitfix log --incident k7q2 --limit 5
    """
    from gitfix.operations.log import log
    from gitfix.render.log_text import log_lines

    return log(settings, incident=incident, limit=limit), log_lines
