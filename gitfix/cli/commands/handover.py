"""`gitfix handover`."""

from __future__ import annotations

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("handover", short_help="Somebody else goes on with the incident.")
@option("--to", required=True, metavar="NAME", help="Who has it from now on.")
@option("--note", default="", metavar="TEXT", help="What they have to know.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(settings: Settings, to: str, note: str, incident: str | None) -> Ended:
    """Somebody else goes on with the incident.

    Says what they could not see from their laptop: files that are not
    committed, commits that are not pushed. They type gitfix resume.

    \b
    gitfix handover --to grace --note "the test is red, the fix is not there yet"
    """
    from gitfix.operations.handover import handover
    from gitfix.render.handover_text import handover_lines

    return handover(settings, to=to, note=note, incident=incident), handover_lines
