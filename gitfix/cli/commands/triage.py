"""`gitfix triage`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings
from gitfix.core.triage import KINDS


@make("triage", short_help="How bad it is, who is hit, since when.")
@argument("summary", required=False, default="")
@option("--incident", metavar="ID", help="Say more about this incident.")
@option(
    "--severity",
    type=click.Choice(["P0", "P1", "P2"]),
    help="P0 data loss, breach, full outage; P1 major feature, many users; P2 minor, workaround.",
)
@option("--kind", type=click.Choice(KINDS), help="What kind of fault it is.")
@option("--users", default="", metavar="TEXT", help="Who is hit.")
@option("--systems", default="", metavar="A,B", help="Which systems are hit.")
@option("--since", default="", metavar="TIME", help="Since when: 40m (ago), or a time in UTC.")
@option(
    "--detected", default="", metavar="TIME", help="When somebody noticed, if earlier than now."
)
@option("--workaround", default="", metavar="TEXT", help="What users can do meanwhile.")
@option("--reason", default="", metavar="TEXT", help="Why a minor fault gets a hotfix.")
@option("--disclose", is_flag=True, help="A security incident is public from now on.")
@option("--yes", is_flag=True, help="A hotfix, although it is minor and has a workaround.")
def command(
    settings: Settings,
    summary: str,
    incident: str | None,
    severity: str | None,
    kind: str | None,
    users: str,
    systems: str,
    since: str,
    detected: str,
    workaround: str,
    reason: str,
    disclose: bool,
    yes: bool,
) -> Ended:
    """Open an incident and say how bad it is; or say more about an open one.

    Shows what runs in production, what shipped with it, and what ran before:
    going back is considered before fixing. On a terminal it asks for what was
    not said. Nothing of a --kind security reaches the public remote before
    it is disclosed.

    \b
    gitfix triage "login fails on an empty cart" --severity P0 --since 40m
    gitfix triage --users "everybody in the EU" --systems shop,api
    """
    from gitfix.operations.triage import Triage, triage
    from gitfix.operations.triage_questions import split
    from gitfix.render.triage_text import triage_lines

    said = Triage(
        summary.strip(),
        incident,
        severity,
        kind,
        users.strip(),
        split(systems),
        since.strip(),
        workaround.strip(),
        reason.strip(),
        yes,
        disclose,
        detected.strip(),
    )
    return triage(settings, said), triage_lines
