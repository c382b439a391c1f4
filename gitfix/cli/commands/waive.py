"""`gitfix waive`."""

from __future__ import annotations

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("waive", short_help="Record why a rule or step is left out.")
@argument("rule", metavar="RULE|STEP")
@option("--reason", required=True, metavar="TEXT", help="Why; it goes into the record.")
@option("--path", default="", metavar="PATTERN", help="Only for these files.")
@option(
    "--until",
    metavar="WHEN",
    help="Until then: 24h, 3d, or a date; never: a step is left out for good.",
)
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(
    settings: Settings, rule: str, reason: str, path: str, until: str | None, incident: str | None
) -> Ended:
    """Record why a rule of the check does not apply this time, or why a step
    of the playbook is put off (24 hours, where nothing else is said) or left out.

    \b
    gitfix waive budget-lines --reason "generated parser, reviewed by grace"
    gitfix waive lockfile --path package-lock.json --until 24h --reason "CVE fix"
    gitfix waive review --reason "nobody is awake" --until 24h
    gitfix waive staging --until never --reason "there is no staging"
    """
    from gitfix.operations.waive import waive
    from gitfix.render.waive_text import waive_lines

    outcome = waive(settings, rule, reason=reason, path=path, until=until, incident=incident)
    return outcome, waive_lines
