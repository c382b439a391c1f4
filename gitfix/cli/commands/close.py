"""`gitfix close`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.playbook import CLOSINGS
from gitfix.core.settings import Settings


@make("close", short_help="The end: production is stable, nothing is left.")
@option("--as", "ending", type=click.Choice(CLOSINGS), help="How it ends.")
@option("--list", "only_list", is_flag=True, help="What is missing; closes nothing.")
@option("--reason", default="", metavar="TEXT", help="Why; a false alarm needs one.")
@option("--of", metavar="ID", help="The incident that this one is a duplicate of.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(
    settings: Settings,
    ending: str | None,
    only_list: bool,
    reason: str,
    of: str | None,
    incident: str | None,
) -> Ended:
    """End the incident, once production is stable, the fault is gone and the
    post-mortem is complete; exit code 4 lists what is missing.

    Only an incident that ends as fixed needs a branch, backports and a
    post-mortem.

    \b
    gitfix close --list
    gitfix close --as fixed
    gitfix close --as rolled-back --reason "v2.4.0 again; the fix is in the next release"
    gitfix close --as duplicate --of 2026-11-03-k7q2
    """
    from gitfix.operations.close import close, listing
    from gitfix.render.close_text import close_lines

    if only_list:
        return listing(settings, ending or "fixed", incident=incident), close_lines
    if ending is None:
        raise click.UsageError(f"--as is missing: {', '.join(CLOSINGS)}; or --list")
    outcome = close(settings, ending, reason=reason.strip(), of=of, incident=incident)
    return outcome, close_lines
