"""`gitfix branch`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from gitfix.cli.options import Ended, argument, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("branch", short_help="Open a hotfix branch at the production tag.")
@argument("summary", required=False, default="")
@option("--incident", metavar="ID", help="Go on with this incident.")
@option(
    "--severity",
    type=click.Choice(["P0", "P1", "P2"]),
    help="P0 data loss, breach, outage; P1 major; P2 minor.",
)
@option("--tag", metavar="TAG", help="Start from this tag instead of the production tag.")
@option("--from", "revision", metavar="REV", help="Start from this commit.")
@option(
    "--line", metavar="N.N", help="Start from the newest release of an older line, such as 1.4."
)
@option("--component", metavar="NAME", help="The component, where the tags of several are here.")
@option(
    "--trust-tag",
    type=click.Choice(["local", "remote"]),
    help="Which side is right about a moved tag.",
)
@option("--name", metavar="NAME", help="The branch's name.")
@option("--worktree", is_flag=True, help="In a linked worktree of its own, always.")
@option("--at", type=click.Path(path_type=Path), metavar="PATH", help="Where that worktree goes.")
@option("--in-place", is_flag=True, help="In this checkout, or not at all.")
@option("--no-checkout", is_flag=True, help="The branch alone.")
def command(
    settings: Settings,
    summary: str,
    incident: str | None,
    severity: str | None,
    tag: str | None,
    revision: str | None,
    line: str | None,
    component: str | None,
    trust_tag: Literal["local", "remote"] | None,
    name: str | None,
    worktree: bool,
    at: Path | None,
    in_place: bool,
    no_checkout: bool,
) -> Ended:
    """Open a hotfix branch at the production tag, never at main or dev, and
    the incident that it belongs to.

    A clean checkout is switched; one with changes is left alone, and the
    branch gets a worktree of its own.

    \b
    gitfix branch "login fails on an empty cart" --severity P0
    gitfix branch "crash on export" --line 1.4
    """
    from gitfix.operations.branch import Wish, branch
    from gitfix.operations.place import Where
    from gitfix.render.branch_text import branch_lines

    if worktree + in_place + no_checkout > 1 or (at and (in_place or no_checkout)):
        raise click.UsageError("--worktree, --in-place and --no-checkout exclude one another")
    where: Where = (
        "worktree" if worktree else "in-place" if in_place else "nowhere" if no_checkout else "auto"
    )
    wish = Wish(
        summary=summary.strip(),
        incident=incident,
        severity=severity,
        tag=tag,
        revision=revision,
        line=line,
        component=component,
        trust_tag=trust_tag,
        name=name,
        where=where,
        at=at,
    )
    return branch(settings, wish), branch_lines
