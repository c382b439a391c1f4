"""`gitfix postmortem`."""

from __future__ import annotations

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("postmortem", short_help="Write the post-mortem and the incident log.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
@option("--commit", is_flag=True, help="Commit onto the default branch, without a checkout.")
@option("--push", is_flag=True, help="Commit onto the default branch and push it.")
def command(settings: Settings, incident: str | None, commit: bool, push: bool) -> Ended:
    """Write or refresh the post-mortem of an incident, and the log of all.

    Parts between the gitfix markers come from git and the record; whatever
    you write outside of them stays. On a hotfix branch nothing is written:
    the post-mortem is committed onto the default branch.

    \b
    gitfix postmortem
    gitfix postmortem --commit
    gitfix postmortem --commit --push
    """
    from gitfix.operations.postmortem import Wish, postmortem
    from gitfix.render.postmortem_text import postmortem_lines

    return postmortem(settings, Wish(incident, commit, push)), postmortem_lines
