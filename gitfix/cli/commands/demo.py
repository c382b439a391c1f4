"""`gitfix demo`."""

from __future__ import annotations

from pathlib import Path

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("demo", short_help="Play a whole incident on a scratch repository.")
@argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@option(
    "--from-repo",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Play it on a throw-away clone of this one.",
)
def command(settings: Settings, folder: Path | None, from_repo: Path | None) -> Ended:
    """Play the main job on a scratch repository: every command is real.

    With DIR the repository stays there for you to look around.

    \b
    gitfix demo
    gitfix demo /tmp/shop
    gitfix demo --from-repo ~/src/shop
    """
    from gitfix.operations.demo import demo
    from gitfix.render.demo_text import demo_lines

    ctx = click.get_current_context()
    quiet = bool(ctx.params.get("as_json") or ctx.params.get("quiet"))

    def show(line: str) -> None:
        if not quiet:
            click.echo(line)

    return demo(settings, folder, from_repo, show), demo_lines
