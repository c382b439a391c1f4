"""`gitfix init`."""

from __future__ import annotations

from gitfix.cli.options import Ended
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("init", short_help="Write .gitfix.toml from what is found here.")
def command(settings: Settings) -> Ended:
    """Write .gitfix.toml from what is found here, every line explained: tags,
    branches, and the commands that run the tests or seem to deploy.

    gitfix needs no configuration; this is for a team that wants to agree on
    limits and branches. The file counts once it is on the default branch.

    \b
    gitfix init --dry-run
    gitfix init
    """
    from gitfix.operations.init import init
    from gitfix.render.init_text import init_lines

    return init(settings), init_lines
