"""`gitfix minimize`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.cli.spans import Seconds
from gitfix.core.settings import Settings


@make("minimize", short_help="Which parts of the fix its test needs.")
@argument("revision", required=False, metavar="[REV]")
@option("--test", "test", required=True, metavar="CMD", help="The test: green with the fix.")
@option("--keep-green", default="", metavar="CMD", help="What must stay green, too.")
@option(
    "--check", default="", metavar="CMD", help="A cheap look before each test: does it compile?"
)
@option("--setup", default="", metavar="CMD", help="Run once in each worktree.")
@option(
    "--tests", multiple=True, metavar="PATTERN", help="What else is a test, and stays as it is."
)
@option("--reports", default="", metavar="PATTERN", help="Where the test leaves JUnit XML.")
@option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Tests at once.")
@option(
    "--time-limit",
    type=Seconds(),
    default="10m",
    show_default=True,
    help="For everything; then the best so far.",
)
@option(
    "--test-limit", type=Seconds(), help="For one test (default: from the first that is green)."
)
@option("--base", metavar="REV", help="Measure against this tag or commit.")
@option("--show", is_flag=True, help="Also print the patch that takes the rest out.")
@option("--apply", is_flag=True, help="Take the rest out: a new commit on the hotfix branch.")
@option("--branch", default="", metavar="NAME", help="Take the rest out on a new branch.")
def command(
    settings: Settings,
    revision: str | None,
    test: str,
    keep_green: str,
    check: str,
    setup: str,
    tests: tuple[str, ...],
    reports: str,
    jobs: int,
    time_limit: float,
    test_limit: float | None,
    base: str | None,
    show: bool,
    apply: bool,
    branch: str,
) -> Ended:
    """Find the smallest part of the fix for which its test is green.

    Test files stay as they are; of everything else, hunks and lines are left
    out, file by file, in worktrees of gitfix's own. Each part that stays is
    shown with the test that fails without it. Changes that are not committed
    are part of the fix.

    \b
    gitfix minimize --test "pytest -q tests/test_cart.py"
    gitfix minimize --test "make check" --keep-green "make test" --jobs 4
    gitfix minimize --test "pytest -q tests/test_cart.py" --apply
    """
    from gitfix.operations.minimize import Asked, minimize
    from gitfix.operations.trial_commands import Commands
    from gitfix.render.minimize_text import minimize_lines

    commands = Commands(test, check, keep_green, setup, reports)
    asked = Asked(base, tests, jobs, time_limit, test_limit, apply, branch, show)
    return minimize(settings, revision, commands, asked), minimize_lines
