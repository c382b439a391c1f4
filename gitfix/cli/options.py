"""The options that every command takes, and click's classes with gitfix's manners."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gitfix.cli.output import Lines, Output
from gitfix.core.outcome import Outcome
from gitfix.core.settings import Settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Option(click.Option):
    """An option that does not swallow the next option as its value (`--tag --json`)."""

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        given = value if isinstance(value, (list, tuple)) else [value]
        if not self.is_flag and any(isinstance(v, str) and v in _spellings(ctx) for v in given):
            raise click.UsageError(f"{self.opts[0]} needs a value; found the option {value}", ctx)
        return super().type_cast_value(ctx, value)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from gitfix.cli.completion import complete

        return complete(self, ctx, incomplete) or super().shell_complete(ctx, incomplete)


class Argument(click.Argument):
    """An argument that a shell can complete."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from gitfix.cli.completion import complete

        return complete(self, ctx, incomplete) or super().shell_complete(ctx, incomplete)


def _spellings(ctx: click.Context) -> set[str]:
    return {
        spelling
        for parameter in ctx.command.params
        for spelling in parameter.opts
        if spelling.startswith("-")
    }


Ended = tuple[Outcome, Lines]
"""What a command's function returns: the outcome, and how its result reads."""

option = functools.partial(click.option, cls=Option)
argument = functools.partial(click.argument, cls=Argument)

_COMMON = (
    option("--no-color", is_flag=True, help="No colour (also: NO_COLOR)."),
    option("--verbose", is_flag=True, help="Say more while working."),
    option("--quiet", is_flag=True, help="Only what went wrong."),
    option("--offline", is_flag=True, help="Do not ask the remote."),
    option("--dry-run", is_flag=True, help="Print the plan, change nothing."),
    option("--json", "as_json", is_flag=True, help="One JSON object on stdout."),
    option(
        "--repo",
        type=click.Path(path_type=Path),
        help="Work in the repository at PATH.",
        metavar="PATH",
    ),
)


def command(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with the common options; its function gets `settings` and `output` first."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def call(
            repo: Path | None,
            as_json: bool,
            dry_run: bool,
            offline: bool,
            quiet: bool,
            verbose: bool,
            no_color: bool,
            **keywords: Any,
        ) -> int:
            path = click.get_current_context().command_path.split(" ", 1)[-1]
            output = Output.open(path, as_json=as_json, quiet=quiet, no_color=no_color)
            settings = Settings(
                repo=repo or Path.cwd(),
                offline=offline,
                dry_run=dry_run,
                verbose=verbose,
                interactive=not as_json and sys.stdin.isatty() and sys.stderr.isatty(),
                progress=output.progress,
                show=output.show,
                live=output.live,
                confirm=output.confirm,
                ask=output.ask,
            )
            code = output.finish(*function(settings, **keywords))
            if settings.recorders:
                from gitfix.operations.auto_notify import tell_by_itself
                from gitfix.operations.auto_sync import share

                output.notes(tell_by_itself(settings.recorders))
                output.notes(share(settings.recorders))
            return code

        decorated: Any = call
        for add in _COMMON:
            decorated = add(decorated)
        attributes.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        wrap: Callable[[Any], click.Command] = click.command(name, **attributes)
        return wrap(decorated)

    return decorate
