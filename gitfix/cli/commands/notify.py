"""`gitfix notify`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.channel import EVENTS
from gitfix.core.settings import Settings


@make("notify", short_help="Tell those who have to know.")
@argument("about", required=False, metavar="[EVENT]", type=click.Choice(EVENTS))
@option("--preview", is_flag=True, help="Show the text and who would get it; tell nobody.")
@option("--again", is_flag=True, help="Also who was told exactly this before.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(
    settings: Settings, about: str | None, preview: bool, again: bool, incident: str | None
) -> Ended:
    """Send a message about EVENT to the channels of the team's file.

    EVENT is opened, released, deployed, confirmed, rolled-back or closed;
    without it, the last of these that happened. Each channel is told and
    recorded by itself: one that is dead is said, and stops nothing. Exit
    code 5 when no channel took it.

    \b
    gitfix notify --preview
    gitfix notify
    gitfix notify deployed
    """
    from gitfix.operations.notify import notify
    from gitfix.render.notify_text import notify_lines

    return notify(settings, about, preview=preview, again=again, incident=incident), notify_lines
