"""`gitfix resume`."""

from __future__ import annotations

from pathlib import Path

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("resume", short_help="Go on with an incident on this laptop.")
@argument("incident", required=False, metavar="[ID]")
@option("--worktree", is_flag=True, help="In a linked worktree of its own, always.")
@option("--at", type=click.Path(path_type=Path), metavar="PATH", help="Where that worktree goes.")
@option("--in-place", is_flag=True, help="In this checkout, or not at all.")
@option("--no-checkout", is_flag=True, help="The branch alone.")
def command(
    settings: Settings,
    incident: str | None,
    worktree: bool,
    at: Path | None,
    in_place: bool,
    no_checkout: bool,
) -> Ended:
    """Go on with an incident on this laptop: fetch its record and its hotfix
    branch, check the branch out, and say what is next.

    Without an ID it is the only open one. Your remote-tracking branches and
    tags stay as they are.

    \b
    gitfix resume 2026-11-03-k7q2
    gitfix resume --worktree
    """
    from gitfix.operations.place import Where
    from gitfix.operations.resume import resume
    from gitfix.render.handover_text import resume_lines

    if worktree + in_place + no_checkout > 1 or (at and (in_place or no_checkout)):
        raise click.UsageError("--worktree, --in-place and --no-checkout exclude one another")
    where: Where = (
        "worktree" if worktree else "in-place" if in_place else "nowhere" if no_checkout else "auto"
    )
    return resume(settings, incident, where=where, at=at), resume_lines
