"""`gitfix action`: `add`, `done` and `list`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.actions import KINDS
from gitfix.core.settings import Settings

_HELP = {"help_option_names": ["-h", "--help"]}
_incident = option("--incident", metavar="ID", help="The incident (default: the one here).")


@click.group("action", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """What will keep it from coming back: who does it, until when.

    \b
    gitfix action add "test the empty cart" --owner ada --due 4w
    gitfix action list
    gitfix action done 1
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


@make("add", short_help="Write one down.")
@argument("text")
@option("--owner", default="", metavar="NAME", help="Who does it.")
@option("--due", default="4w", show_default=True, metavar="WHEN", help="Until when: 4w, or a date.")
@option(
    "--kind",
    type=click.Choice(KINDS),
    default="prevent",
    show_default=True,
    help="What it is for.",
)
@_incident
def add(
    settings: Settings, text: str, owner: str, due: str, kind: str, incident: str | None
) -> Ended:
    """Write down what somebody will do, and until when.

    \b
    gitfix action add "test the empty cart" --owner ada --due 4w
    gitfix action add "alert on failed logins" --kind detect --owner sre --due 2026-12-01
    """
    from gitfix.operations.action import add as act
    from gitfix.render.action_text import action_lines

    outcome = act(settings, text, kind=kind, owner=owner, due=due, incident=incident)
    return outcome, action_lines


@make("done", short_help="Say that one is done.")
@argument("number", type=int)
@_incident
def done(settings: Settings, number: int, incident: str | None) -> Ended:
    """Say that the action with this number is done.

    \b
    gitfix action done 1
    """
    from gitfix.operations.action import finish
    from gitfix.render.action_text import action_lines

    return finish(settings, number, incident=incident), action_lines


@make("list", short_help="All of the incident.")
@_incident
def listing(settings: Settings, incident: str | None) -> Ended:
    """The actions of the incident, with what is overdue.

    \b
    gitfix action list
    gitfix action list --incident 2026-11-03-k7q2
    """
    from gitfix.operations.action import listing as act
    from gitfix.render.action_text import action_lines

    return act(settings, incident=incident), action_lines


for _subcommand in (add, done, listing):
    command.add_command(_subcommand)
