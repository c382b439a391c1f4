"""`gitfix review`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings

_HELP = {"help_option_names": ["-h", "--help"]}
_INCIDENT = option(
    "--incident", metavar="ID", help="The incident (default: the one that is checked out)."
)
_STEP = option(
    "--step", metavar="ID", default="review", help="Another step that an approval settles."
)


@click.group("review", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Another person looks at the fix.

    What they say holds for the tree that they saw: a new commit needs a new
    review. Whoever made a part of the fix cannot approve it.

    \b
    gitfix review request --to grace
    gitfix review approve
    gitfix review fetch
    gitfix review status
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


@make("request", short_help="Ask for a review of the fix as it is now.")
@option("--to", multiple=True, metavar="NAME", help="Who is asked; may be given again.")
@_STEP
@_INCIDENT
def request(settings: Settings, to: tuple[str, ...], step: str, incident: str | None) -> Ended:
    """Ask for a review of the fix as it is now, and say what the reviewer types.

    \b
    gitfix review request --to grace
    gitfix review request --to grace --to linus
    """
    from gitfix.operations.review import Wish, request
    from gitfix.render.review_text import review_lines

    return request(settings, Wish(incident, step), to=to), review_lines


@make("approve", short_help="Approve the fix as it is now.")
@option("--solo", is_flag=True, help="Your own fix, because nobody else is there.")
@option("--reason", default="", metavar="TEXT", help="Why; needed with --solo.")
@_STEP
@_INCIDENT
def approve(settings: Settings, solo: bool, reason: str, step: str, incident: str | None) -> Ended:
    """Approve the fix as it is now.

    Signed when you have a key (git config user.signingKey); without one the
    approval is a claim, and is shown as one. Your own fix: --solo with a
    reason, and somebody else has to look within a day.

    \b
    gitfix review approve
    gitfix review approve --incident 2026-11-03-k7q2
    gitfix review approve --solo --reason "alone on call, site is down"
    """
    from gitfix.operations.review import Wish, approve
    from gitfix.render.review_text import review_lines

    return approve(settings, Wish(incident, step), solo=solo, reason=reason), review_lines


@make("reject", short_help="Say no to the fix as it is now.")
@option("--reason", required=True, metavar="TEXT", help="What is wrong with it.")
@_STEP
@_INCIDENT
def reject(settings: Settings, reason: str, step: str, incident: str | None) -> Ended:
    """Say no to the fix as it is now.

    It blocks until somebody who made no part of the fix approves it.

    \b
    gitfix review reject --reason "the empty cart is not the only case"
    """
    from gitfix.operations.review import Wish, reject
    from gitfix.render.review_text import review_lines

    return reject(settings, Wish(incident, step), reason=reason), review_lines


@make("status", short_help="Who approved which tree, and is it still the tree?")
@_STEP
@_INCIDENT
def status(settings: Settings, step: str, incident: str | None) -> Ended:
    """Who approved which tree, whether it is still the tree, and how to look at it.

    \b
    gitfix review status
    gitfix review status --json
    """
    from gitfix.operations.review import Wish, status
    from gitfix.render.review_text import review_lines

    return status(settings, Wish(incident, step)), review_lines


@make("fetch", short_help="Read the approvals that were given on the forge.")
@_STEP
@_INCIDENT
def fetch(settings: Settings, step: str, incident: str | None) -> Ended:
    """Read the approvals of the fix's pull requests from GitHub, GitLab, Gitea or Forgejo.

    One counts where the commit that was approved has the very tree of the fix
    as it is now, and its login made no part of it. It is a claim: nobody has
    signed it.

    \b
    gitfix review fetch
    gitfix review fetch --dry-run
    """
    from gitfix.operations.review import Wish
    from gitfix.operations.review_fetch import fetch
    from gitfix.render.review_text import review_lines

    return fetch(settings, Wish(incident, step)), review_lines


for _subcommand in (request, approve, reject, fetch, status):
    command.add_command(_subcommand)
