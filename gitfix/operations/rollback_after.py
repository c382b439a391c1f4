"""What follows a rollback: the old release is confirmed, people are told, the next attempt gets a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.tag_scheme import parse_tag
from gitfix.operations import base as bases
from gitfix.operations.production import repository_name
from gitfix.operations.rollback_place import run_live
from gitfix.operations.rollback_record import ended
from gitfix.operations.run_choice import trusted
from gitfix.operations.run_record import ending
from gitfix.operations.version import reserve

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook
    from gitfix.operations.case import Case
    from gitfix.operations.rollback_sides import Sides
    from gitfix.operations.workspace import Workspace

CONFIRMATION = "confirmation"


def confirmed(case: Case, playbook: Playbook, told: dict[str, str]) -> bool | None:
    """Whether the confirmation's commands pass on the old release; None where there are none to run."""
    step = playbook.step(CONFIRMATION)
    if step is not None and step.checks and not step.commands:
        case.work.note(
            "after a rollback the confirmation's commands are run, and it has HTTP checks only: "
            "look at production yourself; for next time, on the default branch: [steps.confirmation] commands"
        )
        return None
    if step is None or not step.commands:
        case.work.note(
            "the confirmation has no commands: look at production, then "
            'gitfix run confirmation --statement "what was seen"'
        )
        return None
    if not trusted(case, playbook, step):
        case.work.note("the confirmation's commands are not trusted here: gitfix trust")
        return None
    case.work.settings.show(f"{step.id}\n", "strong")
    for command in step.commands:
        row, run = run_live(case.work, command, told, step.limit)
        well = run.exit_code == 0
        if not well or command == step.commands[-1]:
            why = "" if well else f"{row.command}: {ending(row)}"
            data = {
                "commands": [],
                "gap": False,
                "why": why,
                "place": "checkout",
                "of": told["GITFIX_TAG"],
            }
            ended(case, "ran", data, row, run, step)
            return well
    return None


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
