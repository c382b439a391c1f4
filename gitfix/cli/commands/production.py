"""`gitfix production`."""

from __future__ import annotations

from click import Choice

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("production", short_help="The tag that runs in production, and why that one.")
@option("--component", metavar="NAME", help="The component, where the tags of several are here.")
@option("--line", metavar="N.N", help="The newest release of an older line, such as 1.4.")
@option(
    "--trust-tag", type=Choice(["local", "remote"]), help="Which side is right about a moved tag."
)
def command(
    settings: Settings, component: str | None, line: str | None, trust_tag: str | None
) -> Ended:
    """The tag that runs in production, and why that one.

    The highest release tag of the remote, unless production.ref or
    production.command says more.

    \b
    gitfix production
    gitfix production --line 1.4 --json
    """
    from gitfix.operations.production import production
    from gitfix.operations.tag_sides import TrustTag
    from gitfix.render.production_text import production_lines

    trust: TrustTag | None = (
        "local" if trust_tag == "local" else "remote" if trust_tag == "remote" else None
    )
    outcome = production(settings, component=component, line=line, trust_tag=trust)
    return outcome, production_lines
