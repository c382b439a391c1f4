"""`gitfix check`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.cli.output import Lines
from gitfix.core.outcome import Outcome
from gitfix.core.settings import Settings


@make("check", short_help="Is the fix minimal, and nothing but the fix?")
@argument("revision", required=False, metavar="[REV]")
@option("--base", metavar="REV", help="Measure against this tag or commit.")
@option("--staged", is_flag=True, help="What the next commit would hold.")
@option("--whole", is_flag=True, help="Read all files, also where their number is an error.")
@option(
    "--format",
    "shape",
    type=click.Choice(["text", "sarif", "github"]),
    default="text",
    help="How to write it.",
)
@option("--fix-noise", is_flag=True, help="Take out what only changes looks, with a commit.")
@option("--explain", metavar="RULE", help="What a rule is about, and where it comes from.")
def command(
    settings: Settings,
    revision: str | None,
    base: str | None,
    staged: bool,
    whole: bool,
    shape: str,
    fix_noise: bool,
    explain: str | None,
) -> Ended:
    """Is the fix minimal, and nothing but the fix?

    Measures the hotfix against its production tag. Exit code 4 when a rule
    is broken that nobody waived.

    \b
    gitfix check
    gitfix check --staged
    gitfix check --format sarif > check.sarif
    gitfix check --fix-noise
    """
    if explain:
        return _explained(explain)
    if fix_noise:
        if staged or shape != "text":
            raise click.UsageError("--fix-noise is about what is committed, and goes alone")
        from gitfix.operations.fix_noise import fix_noise as take_out
        from gitfix.render.fix_noise_text import fix_noise_lines

        return take_out(settings, revision, base=base), fix_noise_lines
    from gitfix.operations.check import check

    outcome = check(settings, revision, base=base, staged=staged, whole=whole)
    return outcome, _lines(shape)


def _lines(shape: str) -> Lines:
    if shape == "sarif":
        from gitfix.render.check_report import sarif_lines

        return sarif_lines
    if shape == "github":
        from gitfix.render.check_report import github_lines

        return github_lines
    from gitfix.render.check_report import text_lines

    return text_lines


def _explained(name: str) -> Ended:
    from gitfix.core.rules.registry import rule
    from gitfix.operations.optional import missing
    from gitfix.render.check_report import rule_lines, rule_result

    return Outcome(rule_result(rule(name), missing(name))), rule_lines
