"""`gitfix guide`."""

from __future__ import annotations

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("guide", short_help="What your role does now.")
@argument("phase", required=False, metavar="[PHASE]")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(settings: Settings, phase: str | None, incident: str | None) -> Ended:
    """The role card: what your role does now, which steps are open, and the
    next command. Phases: triage, development, post-mortem.

    \b
    gitfix guide
    gitfix guide post-mortem
    """
    from gitfix.operations.guide import guide
    from gitfix.render.guide_text import guide_lines

    return guide(settings, phase, incident=incident), guide_lines
