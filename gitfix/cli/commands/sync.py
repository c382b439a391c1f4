"""`gitfix sync`."""

from __future__ import annotations

from gitfix.cli.options import Ended
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("sync", short_help="Fetch and push the record.")
def command(settings: Settings) -> Ended:
    """Fetch and push the record of incidents.

    Commands that record something do this by themselves, unless
    record.sync is manual. Never forced: a record that lost events on the remote is a finding
    (exit code 6), and nothing is changed.

    \b
    gitfix sync
    """
    from gitfix.operations.sync import sync
    from gitfix.render.sync_text import sync_lines

    return sync(settings), sync_lines
