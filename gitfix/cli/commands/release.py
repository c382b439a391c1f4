"""`gitfix release`."""

from __future__ import annotations

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.settings import Settings


@make("release", short_help="The tag for the hotfix.")
@option("--prepare", is_flag=True, help="Before review: version files and changelog, in a commit.")
@option("--push", is_flag=True, help="Tag and branch to the remote, in one push.")
@option("--sign", is_flag=True, help="Sign the tag, or make none.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
def command(
    settings: Settings, prepare: bool, push: bool, sign: bool, incident: str | None
) -> Ended:
    """Release the hotfix exactly as it was approved.

    An annotated tag, signed where you have a key, that names the incident and
    its record. Exit code 4 while a step that stands before the release is open
    or stale; 5 when the remote does not take it: nothing has landed then.

    With --prepare nothing is tagged: the files that state the version get the
    new one, and the changelog an entry, as one commit on the hotfix branch that
    `gitfix check` does not count.

    \b
    gitfix release --prepare
    gitfix release --push
    gitfix release --dry-run
    """
    from gitfix.operations.release import release
    from gitfix.render.release_text import release_lines

    if prepare:
        if push or sign:
            raise click.UsageError(
                "--prepare makes a commit, and no tag: without --push and --sign"
            )
        from gitfix.operations.release_prepare import prepare as prepare_release

        return prepare_release(settings, incident=incident), release_lines
    return release(settings, push=push, sign=sign, incident=incident), release_lines
