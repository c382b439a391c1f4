"""`gitfix culprit`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.cli.spans import Seconds
from gitfix.core.settings import Settings


@make("culprit", short_help="Which commit brought the fault.")
@argument("revision", required=False, metavar="[REV]")
@option(
    "--reproduce", metavar="CMD", help="Fails where the fault is: run at a candidate and before."
)
@option("--bisect", is_flag=True, help="With --reproduce: search the history from a good release.")
@option("--commit", "commits", multiple=True, metavar="REV", help="The fix, where it is no branch.")
@option("--incident", metavar="ID", help="The incident that is meant.")
@option("--base", metavar="REV", help="Instead of the production tag.")
@option(
    "--tests",
    multiple=True,
    metavar="PATTERN",
    help="The fix's test files (default: changed ones).",
)
@option("--setup", default="", metavar="CMD", help="Run once in the worktree.")
@option("--test-limit", type=Seconds(), help="For one run.")
@option("--coverage", metavar="FILE", help="A coverage report of the code before the fix.")
def command(
    settings: Settings,
    revision: str | None,
    reproduce: str | None,
    bisect: bool,
    commits: tuple[str, ...],
    incident: str | None,
    base: str | None,
    tests: tuple[str, ...],
    setup: str,
    test_limit: float | None,
    coverage: str | None,
) -> Ended:
    """Name the commit that brought the fault, from the lines of the fix.

    Candidates are ranked, and each says how sure it is. With --reproduce,
    a command that fails where the fault is, the first one that is red where
    its parent is green is a fact; exit code 4 when there is none. It runs in
    worktrees of gitfix's own, with the fix's tests put onto the old trees.
    Exit code 125 from it passes a commit by.

    \b
    gitfix culprit
    gitfix culprit --reproduce "pytest -q tests/test_cart.py"
    gitfix culprit --reproduce "make && ./smoke" --bisect
    gitfix culprit --commit 1f3c2ab
    """
    from gitfix.operations.culprit import culprit
    from gitfix.operations.culprit_subject import Wanted
    from gitfix.operations.trials import Commands
    from gitfix.render.culprit_text import culprit_lines

    if not reproduce:
        for given, name in ((bisect, "--bisect"), (setup, "--setup"), (tests, "--tests")):
            if given:
                raise click.UsageError(f"{name} goes with --reproduce")
    if commits and (revision or base):
        raise click.UsageError("--commit names the fix already")
    commands = Commands(reproduce, setup=setup) if reproduce else None
    wanted = Wanted(
        revision, incident, base, commits, commands, tests, bisect, test_limit, coverage
    )
    return culprit(settings, wanted), culprit_lines
