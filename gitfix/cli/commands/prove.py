"""`gitfix prove`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.cli.spans import Seconds
from gitfix.core.settings import Settings


@make("prove", short_help="Does the test see the bug, and the fix?")
@argument("revision", required=False, metavar="[REV]")
@option("--test", required=True, metavar="CMD", help="The test: red on the tag, green on the fix.")
@option(
    "--tests", multiple=True, metavar="PATTERN", help="The test files (default: all changed ones)."
)
@option(
    "--repeat",
    type=click.IntRange(1, 1000),
    default=1,
    show_default=True,
    help="Run each so often.",
)
@option("--on", multiple=True, metavar="TARGET", help="Also on the backport to this branch.")
@option("--setup", default="", metavar="CMD", help="Run once in the worktree.")
@option("--reports", default="", metavar="PATTERN", help="Where the test leaves JUnit XML.")
@option("--test-limit", type=Seconds(), help="For one run.")
@option("--base", metavar="REV", help="Instead of the production tag.")
def command(
    settings: Settings,
    revision: str | None,
    test: str,
    tests: tuple[str, ...],
    repeat: int,
    on: tuple[str, ...],
    setup: str,
    reports: str,
    test_limit: float | None,
    base: str | None,
) -> Ended:
    """Run the hotfix's test on the production tag and on the fix.

    The changed test files are put onto the tag's tree, in a worktree of
    gitfix's own. There the test has to fail, because of the bug and not
    because it cannot be run; with the fix it has to pass. Exit code 4 when
    that is not so.

    \b
    gitfix prove --test "pytest -q tests/test_cart.py"
    gitfix prove --test "go test ./..." --repeat 5
    gitfix prove --test "pytest -q tests/test_cart.py" --on main --on release/2.5
    """
    from gitfix.operations.prove import Wanted, prove
    from gitfix.operations.trial_commands import Commands
    from gitfix.render.prove_text import prove_lines

    commands = Commands(test, setup=setup, reports=reports)
    wanted = Wanted(revision, base, tests, repeat, on, test_limit)
    return prove(settings, commands, wanted), prove_lines
