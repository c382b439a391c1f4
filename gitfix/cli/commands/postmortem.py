"""`gitfix postmortem`."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from gitfix.cli.options import Ended, option
from gitfix.cli.options import command as make
from gitfix.core.postmortem_result import Form
from gitfix.core.settings import Settings


@make("postmortem", short_help="Write the post-mortem and the incident log.")
@option("--incident", metavar="ID", help="The incident (default: the one that is checked out).")
@option("--commit", is_flag=True, help="Commit onto the default branch, without a checkout.")
@option("--push", is_flag=True, help="Commit onto the default branch and push it.")
@option("--pr", is_flag=True, help="Offer it by a pull or merge request, on a branch of its own.")
@option(
    "--answer",
    "pairs",
    multiple=True,
    metavar="KEY=TEXT",
    help="Answer a question; can be repeated.",
)
@option(
    "--answers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help='Answers from a TOML file: impact = "…".',
)
@option("--edit", is_flag=True, help="Write in your editor.")
@option(
    "--check", is_flag=True, help="List what waits for people; exit code 4 while something does."
)
@option(
    "--format",
    "form",
    type=click.Choice(get_args(Form)),
    default="md",
    show_default=True,
    help="html: one page to look at; osv: the draft of an advisory.",
)
@option(
    "--output", default="", metavar="FILE", help="Write it there, and nothing else; - for stdout."
)
def command(
    settings: Settings,
    incident: str | None,
    commit: bool,
    push: bool,
    pr: bool,
    pairs: tuple[str, ...],
    file: Path | None,
    edit: bool,
    check: bool,
    form: Form,
    output: str,
) -> Ended:
    """Write or refresh the post-mortem of an incident, and the log of all.

    Parts between the gitfix markers come from git and the record; whatever
    you write outside of them stays. On a hotfix branch nothing is written:
    the post-mortem is committed onto the default branch. What only people
    know is asked; gitfix close --as fixed needs the answers.

    \b
    gitfix postmortem
    gitfix postmortem --answer impact="about 40 users, for 3 hours" --commit
    gitfix postmortem --edit
    gitfix postmortem --pr
    gitfix postmortem --check
    gitfix postmortem --format html
    """
    from gitfix.operations.postmortem import Wish, postmortem
    from gitfix.operations.postmortem_answers import given
    from gitfix.render.postmortem_text import postmortem_lines

    changing = [name for name, on in _changing(commit, push, pr, edit, bool(pairs or file)) if on]
    looking = [name for name, on in (("--check", check), ("--output", bool(output))) if on]
    if form != "md" and not check:
        looking.append(f"--format {form}")
    if changing and looking:
        raise click.UsageError(f"{looking[0]} changes nothing: leave out {changing[0]}")
    if push and pr:
        raise click.UsageError("--push and --pr exclude each other")
    if check and len(looking) > 1:
        raise click.UsageError("--check and --output exclude each other")
    wish = Wish(incident, commit, push, pr, check, edit, given(pairs, file), form, output)
    return postmortem(settings, wish), postmortem_lines


def _changing(
    commit: bool, push: bool, pr: bool, edit: bool, answers: bool
) -> tuple[tuple[str, bool], ...]:
    landing = (("--commit", commit), ("--push", push), ("--pr", pr))
    return *landing, ("--edit", edit), ("--answer", answers)
