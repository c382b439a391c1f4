"""`gitfix audit`."""

from __future__ import annotations

from pathlib import Path

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.audit import Form
from gitfix.core.settings import Settings

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("audit", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Check the record, export what it proves, withhold a log.

    \b
    gitfix audit verify --all
    gitfix audit export --format csv --output changes.csv
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


@make("verify", short_help="Is the record whole, and what does it prove?")
@option("--incident", metavar="ID", help="This incident (default: all open ones).")
@option("--all", "everything", is_flag=True, help="Archived incidents too.")
@option(
    "--signers",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Your own list of allowed signers, instead of the team's.",
)
def verify(
    settings: Settings, incident: str | None, everything: bool, signers: Path | None
) -> Ended:
    """Is the record whole, and what does it prove?

    Reads every object again: signatures and who may sign, the chain of
    events, what releases and protected branches have seen of it, logs,
    approvals, and steps that were left out. Exit code 6: it does not verify;
    4: it does, and tells of a rule that was broken.

    \b
    gitfix audit verify
    gitfix audit verify --all
    gitfix audit verify --incident k7q2 --signers allowed_signers
    """
    from gitfix.operations.audit_verify import verify as act
    from gitfix.render.audit_text import audit_lines

    if incident and everything:
        raise click.UsageError("--incident and --all exclude each other")
    return act(settings, incident=incident, everything=everything, signers=signers), audit_lines


@make("export", short_help="The evidence, for auditors and their tools.")
@option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "intoto", "bundle"]),
    default="csv",
    show_default=True,
    help="Events, a change register, in-toto statements, or the record itself.",
)
@option("--incident", metavar="ID", help="This incident (default: all, archived ones too).")
@option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE (default: standard output).",
)
def export(settings: Settings, form: Form, incident: str | None, output: Path | None) -> Ended:
    """The evidence, for auditors and their tools.

    \b
    jsonl   every event, one JSON object a line
    csv     the change register: a row per emergency change
    intoto  an in-toto Statement v1 per emergency change, one a line
    bundle  the record as a git bundle, which verifies on any machine

    \b
    gitfix audit export --format csv --output changes.csv
    gitfix audit export --format bundle --output record.bundle
    gitfix audit export --format intoto --incident k7q2
    """
    from gitfix.operations.audit_export import export as act
    from gitfix.render.audit_text import export_lines

    return act(settings, form, incident=incident, output=output), export_lines


@make("withhold", short_help="Take a log away for good; the events stay.")
@argument("digests", metavar="DIGEST…", nargs=-1, required=True)
@option("--reason", required=True, metavar="TEXT", help="Why; it goes into the record.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def withhold(
    settings: Settings, digests: tuple[str, ...], reason: str, incident: str | None
) -> Ended:
    """Take a log or report away for good, for instance because a password is in
    it. The events that name its digest stay as they are, and so the record
    still verifies. There is no undo.

    \b
    gitfix audit withhold 3f9c2ab41d07 --reason "a password in it"
    """
    from gitfix.operations.audit_withhold import withhold as act
    from gitfix.render.audit_text import withhold_lines

    return act(settings, digests, reason=reason, incident=incident), withhold_lines


command.add_command(verify)
command.add_command(export)
command.add_command(withhold)
