"""The entry point: the lazy command group and the one error boundary."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gitfix import __version__
from gitfix.cli import table
from gitfix.core.outcome import Exit, Refusal

if TYPE_CHECKING:
    from gitfix.cli.output import Output

TOP_OPTIONS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class LazyGroup(click.Group):
    """Finds a command's module when that command is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return table.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in table.names():
            return None
        module = importlib.import_module(f"gitfix.cli.commands.{cmd_name}")
        found = module.command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in table.names():
            import difflib

            near = difflib.get_close_matches(args[0], table.names(), 1)
            raise Refusal(
                f"there is no command {args[0]!r}",
                hint=f"did you mean: gitfix {near[0]}" if near else "gitfix --help lists them",
                exit=Exit.USAGE,
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for phase, commands in table.PHASES.items():
            with formatter.section(phase):
                formatter.write_dl(list(commands.items()), col_max=14)


@click.group(cls=LazyGroup, context_settings=TOP_OPTIONS, invoke_without_command=True)
@click.option("--version", is_flag=True, help="Print the version.")
@click.pass_context
def cli(ctx: click.Context, version: bool) -> int:
    """From "production is broken" to "it is over": a hotfix branch at the
    production tag, a check that keeps the fix small, the post-mortem, and the
    fix carried back to every branch.

    \b
    gitfix branch "login fails on an empty cart"
    … fix, commit, git push (the hook checks the fix) …
    gitfix postmortem
    gitfix backport --push
    """
    if version:
        click.echo(f"gitfix {__version__}")
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
    return 0


def main() -> None:
    """Run the command line of this process and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(argv: list[str]) -> int:
    """Run `argv`; every error ends here, as a message and an exit code."""
    try:
        return int(
            cli.main(
                argv, prog_name="gitfix", complete_var="_GITFIX_COMPLETE", standalone_mode=False
            )
            or 0
        )
    except click.exceptions.Exit as done:
        return done.exit_code
    except Refusal as refusal:
        return _output(argv).refuse(refusal)
    except (KeyboardInterrupt, click.Abort):
        return stopped(argv)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(Exit.OK)
    except click.ClickException as wrong:
        return _output(argv).refuse(_usage(wrong))
    except OSError as error:
        return _output(argv).refuse(_system(error))
    except Exception:
        return _output(argv).refuse(_bug(argv))


def stopped(argv: Sequence[str]) -> int:
    """Say that ^C has ended this run."""
    return _output(argv).refuse(_interrupted())


def _output(argv: Sequence[str]) -> Output:
    """The output of a run that may have failed before its options were read."""
    from gitfix.cli.output import Output

    words = [word for word in argv if not word.startswith("-")]
    name = next((word for word in words if word in table.names()), "")
    return Output.open(name, as_json="--json" in argv, quiet=False, no_color="--no-color" in argv)


def _usage(wrong: click.ClickException) -> Refusal:
    ctx = getattr(wrong, "ctx", None)
    path = ctx.command_path if ctx is not None else "gitfix"
    message = wrong.format_message()
    message = message[:1].lower() + message[1:].removesuffix(".")
    return Refusal(message, hint=f"{path} --help", exit=Exit.USAGE)


def _interrupted() -> Refusal:
    return Refusal(
        "stopped by you",
        hint="whatever was begun is finished or taken back by the next command",
        exit=Exit.INTERRUPTED,
    )


def _system(error: OSError) -> Refusal:
    where = f": {error.filename}" if error.filename else ""
    missing_git = isinstance(error, FileNotFoundError) and error.filename == "git"
    return Refusal(
        "git is not installed, or not on PATH"
        if missing_git
        else f"{error.strerror or error}{where}",
        hint="install git 2.34 or newer"
        if missing_git
        else "free the disk or fix the permissions, then run it again",
    )


def _bug(argv: list[str]) -> Refusal:
    import platform
    import traceback

    from gitfix.core.redact import redact_argv
    from gitfix.host import log
    from gitfix.host.secret_names import masked

    head = f"gitfix {' '.join(redact_argv(argv))}\npython {platform.python_version()}, {platform.platform()}\n\n"
    path = log.write(masked(head + traceback.format_exc()))
    return Refusal(
        "this is a bug in gitfix; nothing half done is left behind",
        found=(f"the details are in {path}",),
        hint="please report it with that file; read it first, it holds names from your repository",
        exit=Exit.BUG,
    )
