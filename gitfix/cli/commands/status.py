"""`gitfix status`."""

from __future__ import annotations

from functools import partial

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("status", short_help="Where the incident stands, and the next command.")
@option(
    "--all", "every", is_flag=True, help="Every open incident, one line each, and what is overdue."
)
@option("--watch", is_flag=True, help="Look again every two seconds, until ^C.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(settings: Settings, every: bool, watch: bool, incident: str | None) -> Ended:
    """Where the incident stands, what blocks, and the next command.

    Looks at this clone only; gitfix sync and git fetch bring in what
    colleagues did. With --all, actions that should be done by now are
    listed, too, also those of incidents that are closed.

    \b
    gitfix status
    gitfix status --watch
    gitfix status --all --json
    """
    from gitfix.operations.status import status, status_all
    from gitfix.render.status_text import all_lines, status_lines

    if every and incident:
        raise click.UsageError("--all and --incident exclude one another")
    look = partial(status_all, settings) if every else partial(status, settings, incident=incident)
    lines = all_lines if every else status_lines
    if watch:
        from gitfix.cli.watching import watch as again

        return again(look, lines)
    return look(), lines
