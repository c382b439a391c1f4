"""`gitfix hook`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.settings import Settings

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("hook", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """The pre-push hook: each hotfix is checked before it is pushed.

    Other pushes go through it without starting gitfix. A hook that is there
    already goes on running, first.

    \b
    gitfix hook install
    gitfix hook status
    gitfix hook uninstall
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


@make("install", short_help="Put the hook where git looks for it.")
@option(
    "--force", is_flag=True, help="Also into the tree or a shared folder, or over an edited hook."
)
def install(settings: Settings, force: bool) -> Ended:
    """Put the hook where git looks for it (core.hooksPath included).

    A hook that is there already is kept beside it, and runs first. Doing it
    again brings the hook up to date. gitfix undo takes it back.

    \b
    gitfix hook install
    gitfix hook install --dry-run
    """
    from gitfix.operations.hook_install import install as act
    from gitfix.render.hook_text import hook_lines

    return act(settings, force=force), hook_lines


@make("uninstall", short_help="Take the hook out, put the one before it back.")
@option("--force", is_flag=True, help="Even when the hook was edited since.")
def uninstall(settings: Settings, force: bool) -> Ended:
    """Take the hook out; the one that was there before comes back byte for byte.

    \b
    gitfix hook uninstall
    """
    from gitfix.operations.hook_install import uninstall as act
    from gitfix.render.hook_text import hook_lines

    return act(settings, force=force), hook_lines


@make("status", short_help="Is the hook there, run by git, and up to date?")
def status(settings: Settings) -> Ended:
    """Is the hook there, run by git, and up to date?

    \b
    gitfix hook status
    gitfix hook status --json
    """
    from gitfix.operations.hook_status import status as act
    from gitfix.render.hook_text import hook_lines

    return act(settings), hook_lines


@click.group("run", context_settings=_HELP, short_help="What the hooks call.")
def run() -> int:
    """What the hooks call.

    \b
    gitfix hook run pre-push "$@"      in a pre-push hook of your own
    """
    return 0


@make("pre-push", short_help="Check the hotfixes in a push.")
@argument("remote", required=False)
@argument("url", required=False)
def pre_push(settings: Settings, remote: str | None, url: str | None) -> Ended:
    """Check the hotfixes in a push; exit code 4 when one does not pass.

    Reads git's lines from standard input (githooks, pre-push), or the
    PRE_COMMIT_* variables of the pre-commit framework. REMOTE and URL are
    what git gives to the hook; they are not needed.

    \b
    gitfix hook run pre-push "$@"      in a pre-push hook of your own
    """
    from gitfix.operations.hook_run import run as act
    from gitfix.render.hook_text import push_check_lines

    if sys.stdin.isatty():
        raise Refusal(
            "this is what git's pre-push hook calls: it reads from standard input",
            hint="to check a branch: gitfix check BRANCH",
            exit=Exit.USAGE,
        )
    outcome = act(settings, sys.stdin.buffer.read(), remote or "", url or "")
    if not click.get_current_context().params["as_json"]:
        # The lines say it already, branch by branch.
        outcome = replace(outcome, message="")
    return outcome, push_check_lines


@click.group(
    "sample", context_settings=_HELP, short_help="Hooks for a server, to look at and install."
)
def sample() -> int:
    """Hooks for a server, to look at and install there by hand.

    \b
    gitfix hook sample update > hooks/update
    """
    return 0


@make("update", short_help="Keeps the record append-only on the server.")
def update_sample(settings: Settings) -> Ended:
    """Print an update hook that keeps the record append-only on the server.

    It refuses to rewind or to delete refs below refs/gitfix/, except an
    incident that the archive holds. Git by itself protects branches alone.

    \b
    gitfix hook sample update > hooks/update
    """
    from gitfix.operations.hook_sample import update_hook
    from gitfix.render.hook_text import sample_lines

    return update_hook(settings), sample_lines


run.add_command(pre_push)
sample.add_command(update_sample)
for _subcommand in (install, uninstall, status, run, sample):
    command.add_command(_subcommand)
