"""`gitfix trust`."""

from __future__ import annotations

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("trust", short_help="Show the team's commands and allow them in this clone.")
@option("--yes", is_flag=True, help="Allow them without asking.")
def command(settings: Settings, yes: bool) -> Ended:
    """Show the commands that the team's file would run, and allow them in
    this clone. A change of any of them voids it.

    \b
    gitfix trust
    gitfix trust --yes
    """
    from gitfix.operations.trust import trust
    from gitfix.render.trust_text import trust_lines

    return trust(settings, yes=yes), trust_lines
