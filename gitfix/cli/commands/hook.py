"""`gitfix hook`."""

from __future__ import annotations

import sys

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.settings import Settings
from gitfix.core.value import replace

_HELP = {"help_option_names": ["-h", "--help"]}


@click.group("hook", context_settings=_HELP, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> int:
    """The hooks: each hotfix is checked before it is pushed, or taken.

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

    outcome = act(settings, _given("pre-push"), remote or "", url or "")
    return _seen(outcome), push_check_lines


@make("pre-receive", short_help="Check the hotfixes that a server is given.")
def pre_receive(settings: Settings) -> Ended:
    """Check the hotfixes that a server is given; exit code 4 when one fails.

    Reads git's lines from standard input (githooks, pre-receive) and writes
    nothing. Policy, tags and waivers are those that the server has.

    \b
    gitfix hook sample pre-receive > hooks/pre-receive
    """
    from gitfix.operations.hook_receive import run as act
    from gitfix.render.hook_text import push_check_lines

    return _seen(act(settings, _given("pre-receive"))), push_check_lines


def _given(hook: str) -> bytes:
    """What git writes to the hook; USAGE where a person has typed the command."""
    if sys.stdin.isatty():
        raise Refusal(
            f"this is what git's {hook} hook calls: it reads from standard input",
            hint="to check a branch: gitfix check BRANCH",
            exit=Exit.USAGE,
        )
    return sys.stdin.buffer.read()


def _seen(outcome: Outcome) -> Outcome:
    """Without the last line for people: the lines say it already, branch by branch."""
    as_json = click.get_current_context().params["as_json"]
    return outcome if as_json else replace(outcome, message="")


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


@make("pre-receive", short_help="Checks hotfixes on the server.")
def receive_sample(settings: Settings) -> Ended:
    """Print a pre-receive hook that checks every hotfix on the server.

    Made for the gitfix that prints it and the repository's branch.pattern:
    run it on the server, in the bare repository. It starts gitfix only for
    a hotfix.

    \b
    gitfix hook sample pre-receive > hooks/pre-receive
    """
    from gitfix.operations.hook_sample import receive_hook
    from gitfix.render.hook_text import sample_lines

    return receive_hook(settings), sample_lines


run.add_command(pre_push)
run.add_command(pre_receive)
sample.add_command(update_sample)
sample.add_command(receive_sample)
for _subcommand in (install, uninstall, status, run, sample):
    command.add_command(_subcommand)
