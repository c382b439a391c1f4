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
@option(
    "--verify/--no-verify",
    default=None,
    help="Test each result first (default: where tests are trusted).",
)
@option("--everywhere", is_flag=True, help="Only say where the fix is, on all lines.")
@option("--introduced", metavar="REV", help="With --everywhere: what brought the fault.")
@option("--push", is_flag=True, help="Push all of it, in one atomic push.")
@option("--pr", is_flag=True, help="Open a pull request for each target instead.")
@option("--keep-going", is_flag=True, help="Land the clean targets now, pause the others.")
@option("--one-by-one", is_flag=True, help="Push one after the other: no atomic push there.")
@option("--continue", "go_on", is_flag=True, help="Go on with what you have resolved.")
@option("--skip", multiple=True, metavar="BRANCH", help="Go on without this target.")
@option("--abort", is_flag=True, help="Give a paused backport up.")
@option("--status", "ask", is_flag=True, help="How a paused backport stands.")
def command(
    settings: Settings,
    revision: str | None,
    incident: str | None,
    onto: tuple[str, ...],
    strategy: str | None,
    commits: tuple[str, ...],
    chain: bool,
    verify: bool | None,
    everywhere: bool,
    introduced: str | None,
    push: bool,
    pr: bool,
    keep_going: bool,
    one_by_one: bool,
    go_on: bool,
    skip: tuple[str, ...],
    abort: bool,
    ask: bool,
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

    A target that conflicts pauses it, and nothing lands. The conflict waits
    in a worktree of its own: resolve it there, git add, then --continue.

    \b
    gitfix backport --continue
    gitfix backport --keep-going
    gitfix backport --skip develop
    gitfix backport --abort
    """
    from gitfix.operations.backport import backport
    from gitfix.operations.backport_wish import Wish
    from gitfix.render.backport_text import backport_lines

    if (push or one_by_one) and pr:
        raise click.UsageError("--push and --pr exclude one another")
    if introduced and not everywhere:
        raise click.UsageError("--introduced goes with --everywhere")
    if commits and revision:
        raise click.UsageError("REV and --commit exclude one another")
    wish = Wish(
        revision,
        incident,
        onto,
        push or one_by_one,
        pr,
        strategy=strategy,
        commits=commits,
        chain=chain,
        verify=verify,
        keep_going=keep_going,
        one_by_one=one_by_one,
    )
    if everywhere:
        from gitfix.operations.everywhere import everywhere as look
        from gitfix.render.everywhere_text import everywhere_lines

        return look(settings, wish, introduced), everywhere_lines
    if not (go_on or skip or abort or ask):
        return backport(settings, wish), backport_lines
    named = bool(revision or onto or commits or strategy or chain)
    _alone(named=named, go_on=bool(go_on or skip), abort=abort, ask=ask)
    if ask:
        from gitfix.operations.backport_standing import standing

        return standing(settings, incident), backport_lines
    if abort:
        from gitfix.operations.backport_abort import abort as give_up

        return give_up(settings, incident), backport_lines
    from gitfix.operations.backport_continue import resume

    return resume(settings, incident, wish, skip=skip), backport_lines


def _alone(*, named: bool, **asked: bool) -> None:
    if sum(asked.values()) > 1:
        raise click.UsageError("--continue (or --skip), --abort and --status exclude one another")
    if named:
        raise click.UsageError("a paused backport knows what it carries, and where to")
