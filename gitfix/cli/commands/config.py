"""`gitfix config`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("config", short_help="Every setting in force and where it came from; set one.")
@argument("key", required=False, metavar="[KEY]")
@argument("value", required=False, metavar="[VALUE]")
@option("--unset", is_flag=True, help="Take KEY out of this clone's configuration.")
def command(settings: Settings, key: str | None, value: str | None, unset: bool) -> Ended:
    """Every setting in force and where it came from; with KEY that one, with
    VALUE it is set for this clone.

    The team's policy comes from .gitfix.toml on the default branch; a clone
    can tighten it, not loosen it. Lists are separated by commas.

    \b
    gitfix config
    gitfix config budget.max_lines 50
    gitfix config backport.targets main,release/2.5
    gitfix config --unset backport.targets
    """
    from gitfix.operations.configure import change, show
    from gitfix.render.config_text import config_lines

    if unset and (key is None or value is not None):
        raise click.UsageError("--unset takes one KEY and no VALUE")
    if key is not None and (unset or value is not None):
        return change(settings, key, value), config_lines
    return show(settings, key), config_lines
