"""`gitfix undo`."""

from __future__ import annotations

from gitfix.cli.options import Ended
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("undo", short_help="Take the last operation back.")
def command(settings: Settings) -> Ended:
    """Take the last operation of this clone back.

    Refused where something has moved since. What was pushed is never rewound.

    \b
    gitfix undo --dry-run
    gitfix undo
    """
    from gitfix.operations.undo import undo
    from gitfix.render.undo_text import undo_lines

    return undo(settings), undo_lines
