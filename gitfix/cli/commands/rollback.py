"""`gitfix rollback`: `plan`, `rehearse` and `execute`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings

_HELP = {"help_option_names": ["-h", "--help"]}
_INCIDENT = option(
    "--incident", metavar="ID", help="The incident (default: the one that is checked out)."
)
_TO = option("--to", metavar="TAG", help="Go back to this release (default: the one before).")


@click.group("rollback", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Go back to the release before: look, rehearse, do it.

    \b
    gitfix rollback plan
    gitfix rollback rehearse
    gitfix rollback execute
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


@make("plan", short_help="How ready going back is, check by check.")
@_TO
@option("--flag", default="", metavar="TEXT", help="The feature flag, and how it is switched off.")
@option("--trigger", default="", metavar="TEXT", help="From which point on you go back.")
@option("--decider", default="", metavar="NAME", help="Who decides it.")
@_INCIDENT
def plan(
    settings: Settings,
    to: str | None,
    flag: str,
    trigger: str,
    decider: str,
    incident: str | None,
) -> Ended:
    """How ready going back is: tag, artefact, migrations, configuration, the
    command, its rehearsal, the backup. What is found is recorded.

    Exit code 4 where it is not ready. The quickest way out of the fault is
    named first: a flag, going back, or a fix.

    \b
    gitfix rollback plan
    gitfix rollback plan --decider grace --trigger "errors over 5 %"
    """
    from gitfix.operations import rollback_plan
    from gitfix.render.rollback_text import plan_lines

    outcome = rollback_plan.plan(
        settings, to=to, flag=flag, trigger=trigger, decider=decider, incident=incident
    )
    return outcome, plan_lines


@make("rehearse", short_help="The rollback command against staging, timed.")
@_TO
@_INCIDENT
def rehearse(settings: Settings, to: str | None, incident: str | None) -> Ended:
    """Run the rollback command against staging, and keep how long it took.

    It is rollback.staging_command, else rollback.command; both see
    GITFIX_ENVIRONMENT=staging.

    \b
    gitfix rollback rehearse
    """
    from gitfix.operations import rollback_run
    from gitfix.render.rollback_text import run_lines

    return rollback_run.rehearse(settings, to=to, incident=incident), run_lines


@make("execute", short_help="Take production back.")
@_TO
@option("--yes", is_flag=True, help="Do not ask.")
@option("--again", is_flag=True, help="Although one was begun, and nobody recorded its end.")
@_INCIDENT
def execute(
    settings: Settings, to: str | None, yes: bool, again: bool, incident: str | None
) -> Ended:
    """Take production back, then confirm the old release.

    Asks once at a terminal. The beginning is recorded and shared before the
    command runs, so that it never runs twice by accident. Exit code 4 when it
    fails, or when the old release is not confirmed.

    \b
    gitfix rollback execute
    gitfix rollback execute --yes
    gitfix rollback execute --dry-run
    """
    from gitfix.operations import rollback_run
    from gitfix.render.rollback_text import run_lines

    outcome = rollback_run.execute(settings, to=to, yes=yes, again=again, incident=incident)
    return outcome, run_lines


for _subcommand in (plan, rehearse, execute):
    command.add_command(_subcommand)
