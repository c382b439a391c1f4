"""`gitfix doctor`."""

from __future__ import annotations

from gitfix.cli.options import Ended
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("doctor", short_help="What is missing or risky in this clone.")
def command(settings: Settings) -> Ended:
    """What is missing or risky in this clone, before it matters.

    Changes nothing. Exit code 1 when a hotfix would be refused here, 0 with
    warnings.

    \b
    gitfix doctor
    gitfix doctor --offline --json
    """
    from gitfix.operations.doctor import doctor
    from gitfix.render.doctor_text import doctor_lines

    return doctor(settings), doctor_lines
