"""`gitfix run`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("run", short_help="Run a step's commands on exactly the hotfix.")
@argument("steps", nargs=-1, metavar="[STEP]...")
@option("--next", "following", is_flag=True, help="The next open step that has commands.")
@option("--all", "every", is_flag=True, help="Every open one up to testing; stop at a failure.")
@option("--again", is_flag=True, help="Also what is done for this tree already.")
@option("--resume", is_flag=True, help="Monitoring goes on where it was cut short.")
@option("--auto-rollback", is_flag=True, help="Monitoring that fails takes production back.")
@option("--unlocked", is_flag=True, help="Deploy although nobody else can be told; with --reason.")
@option("--reason", metavar="TEXT", help="Why that has to be.")
@option("--statement", metavar="TEXT", help="What you did and saw, for a step without commands.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(
    settings: Settings,
    steps: tuple[str, ...],
    following: bool,
    every: bool,
    again: bool,
    resume: bool,
    auto_rollback: bool,
    unlocked: bool,
    reason: str | None,
    statement: str | None,
    incident: str | None,
) -> Ended:
    """Run the commands of a playbook step, and record what came of it.

    They run in a clean worktree of exactly the hotfix's commit, or in your
    checkout where the playbook says so. Exit code 4 when one of them fails,
    or when no test is about what has changed.

    \b
    gitfix run verification
    gitfix run --all
    gitfix run monitoring --auto-rollback
    gitfix run communication --statement "status page updated, 14:05"
    """
    from gitfix.operations.run import run
    from gitfix.render.run_text import run_lines

    if len([way for way in (steps, following, every) if way]) != 1:
        raise click.UsageError("one of STEP, --next and --all says what to run")
    if statement is not None and (len(steps) != 1 or again or resume):
        raise click.UsageError("--statement is about one STEP, and nothing else goes with it")
    if unlocked is not bool((reason or "").strip()):
        raise click.UsageError("--unlocked and --reason go together")
    if auto_rollback and steps and "monitoring" not in steps:
        raise click.UsageError("--auto-rollback goes with monitoring")
    outcome = run(
        settings,
        steps,
        next=following,
        every=every,
        again=again,
        resume=resume,
        unlocked=(reason or "").strip(),
        statement=statement,
        auto_rollback=auto_rollback,
        incident=incident,
    )
    return outcome, run_lines
