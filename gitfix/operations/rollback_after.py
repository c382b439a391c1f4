"""What follows a rollback: people are told, and the next attempt gets a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.tag_scheme import parse_tag
from gitfix.operations import base as bases
from gitfix.operations.production import repository_name
from gitfix.operations.version import reserve

if TYPE_CHECKING:
    from gitfix.operations.case import Case
    from gitfix.operations.rollback_sides import Sides
    from gitfix.operations.workspace import Workspace


def next_number(case: Case, found: Sides) -> dict[str, str]:
    """The next free number for the hotfix whose release was taken out: a tag that others have is not used again."""
    work, incident = case.work, case.incident
    released = incident.released
    if not found.fix or released is None or not released.tag:
        return {}
    release = parse_tag(released.tag, repository_name(work))
    if release is None:
        return {}
    base = bases.Base(released.tag, found.start.commit, release)
    reserved = reserve(work, base, incident.id, lambda one: None, place=not incident.embargoed)
    return {"version": reserved.text, "tag": reserved.tag}


def told_people(work: Workspace) -> None:
    """What is configured to go out by itself does so when the command ends; else it is said who tells."""
    if "rolled-back" not in work.config.strings("notify.auto"):
        work.note("tell those who have to know: gitfix notify rolled-back")
