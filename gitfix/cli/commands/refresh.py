"""`gitfix refresh`."""

from __future__ import annotations

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("refresh", short_help="Take the line's newest release into the hotfix.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(settings: Settings, incident: str | None) -> Ended:
    """Take the line's newest release into the hotfix.

    Another hotfix was released meanwhile: its tag is merged into this one,
    which is measured against it from now on. Reviews and test runs have to be
    done again, because the fix is another tree.

    \b
    gitfix refresh
    gitfix refresh --dry-run
    """
    from gitfix.operations.refresh import refresh
    from gitfix.render.refresh_text import refresh_lines

    return refresh(settings, incident=incident), refresh_lines
