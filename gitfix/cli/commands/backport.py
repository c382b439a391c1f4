"""`gitfix backport`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("backport", short_help="Carry the fix to main, dev and every open line.")
@argument("revision", required=False, metavar="[REV]")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
@option(
    "--onto", multiple=True, metavar="BRANCH", help="Only onto these branches (names or patterns)."
)
@option(
    "--strategy",
    type=click.Choice(["auto", "merge", "pick", "squash"]),
    help="How (default: a merge where the release is contained, else picks).",
)
@option("--commit", "commits", multiple=True, metavar="REV", help="These commits or ranges alone.")
@option("--chain", is_flag=True, help="From line to line: 1.4 to 1.5 to main.")
@option("--everywhere", is_flag=True, help="Only say where the fix is, on all lines.")
@option("--introduced", metavar="REV", help="With --everywhere: what brought the fault.")
@option("--push", is_flag=True, help="Push all of it, in one atomic push.")
@option("--pr", is_flag=True, help="Push branches for pull requests instead.")
def command(
    settings: Settings,
    revision: str | None,
    incident: str | None,
    onto: tuple[str, ...],
    strategy: str | None,
    commits: tuple[str, ...],
    chain: bool,
    everywhere: bool,
    introduced: str | None,
    push: bool,
    pr: bool,
) -> Ended:
    """Carry the fix to main, dev and every open line: all of them, or none.

    Merged in memory on the remote's tips; your checkout is not touched. Look
    at the result, then land it with --push. REV is the head to carry
    (default: the incident's hotfix branch).

    \b
    gitfix backport
    gitfix backport --push
    gitfix backport --onto main --onto 'release/*'
    gitfix backport --commit 1a2b3c4 --onto release/1.4
    gitfix backport --everywhere
    """
    from gitfix.operations.backport import Wish, backport
    from gitfix.render.backport_text import backport_lines

    if push and pr:
        raise click.UsageError("--push and --pr exclude one another")
    if introduced and not everywhere:
        raise click.UsageError("--introduced goes with --everywhere")
    if commits and revision:
        raise click.UsageError("REV and --commit exclude one another")
    wish = Wish(
        revision,
        incident,
        onto,
        push,
        pr,
        strategy=strategy,
        commits=commits,
        chain=chain,
    )
    if everywhere:
        from gitfix.operations.everywhere import everywhere as look
        from gitfix.render.everywhere_text import everywhere_lines

        return look(settings, wish, introduced), everywhere_lines
    return backport(settings, wish), backport_lines
