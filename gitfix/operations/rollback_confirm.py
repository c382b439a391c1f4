"""The confirmation after a rollback: its commands and checks, and what production runs, about the old release."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gitfix.core.http_check import RELEASE
from gitfix.core.outcome import Refusal
from gitfix.core.redact import redact_shell
from gitfix.core.run_result import RunCommand
from gitfix.core.value import replace
from gitfix.operations import trust
from gitfix.operations.deployed import CONFIRMATION, Expected, asks, look
from gitfix.operations.rollback_place import run_live
from gitfix.operations.rollback_record import ended
from gitfix.operations.run_attempts import checked, shown, tried
from gitfix.operations.run_choice import trusted
from gitfix.operations.run_record import ending
from gitfix.operations.screen import Screen
from gitfix.services.commands import StepRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitfix.core.http_check import HttpCheck
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case

Look = tuple[str, "Callable[[RunCommand], StepRun]"]
"""What stands on the screen, and what is run for it."""


def confirmed(case: Case, playbook: Playbook, told: dict[str, str], *, fix: bool) -> bool | None:
    """Whether the confirmation passes on the old release; None where there is nothing to run for it.

    `fix`: the hotfix was taken out, so that its fault is there again.
    """
    step = playbook.step(CONFIRMATION)
    if step is None:
        return None
    if not trusted(case, playbook, step):
        case.work.note("the confirmation's commands are not trusted here: gitfix trust")
        return None
    looks = _looks(case, playbook, step, told, fix=fix)
    if not looks:
        case.work.note(
            "the confirmation has nothing that could be run for the old release: look at production, then "
            'gitfix run confirmation --statement "what was seen"'
        )
        return None
    case.work.settings.show(f"{step.id}\n", "strong")
    done: list[tuple[RunCommand, StepRun]] = []
    for words, once in looks:
        row = RunCommand(redact_shell(words), "")
        run = tried(case, step, row, once)
        done.append(
            (
                replace(row, exit_code=run.exit_code, ms=run.ms, digest=run.digest, ended=run.how),
                run,
            )
        )
        if run.exit_code:
            break
    *before, (row, run) = done
    well = run.exit_code == 0
    data = {
        "commands": [],
        "gap": False,
        "why": "" if well else f"{row.command}: {ending(row)}",
        "place": "checkout",
        "of": told["GITFIX_TAG"],
    }
    ended(case, "ran", data, row, run, step, before)
    return well


def _looks(
    case: Case, playbook: Playbook, step: Step, told: dict[str, str], *, fix: bool
) -> list[Look]:
    """Commands first, then checks, then what runs there, as `gitfix run confirmation` has them."""
    work = case.work
    screen = Screen(case.work)
    release = {name: told.get(f"GITFIX_{name.upper()}", "") for name in RELEASE}
    checks = [one.about(release) for one in step.checks if one.holds_after(fix=fix)]
    there = Expected(told["GITFIX_TAG"] or told["GITFIX_COMMIT"][:7], told["GITFIX_TREE"])

    def command(text: str) -> Look:
        return text, lambda row: run_live(work, text, told, step.limit)[1]

    def check(one: HttpCheck) -> Look:
        return one.words, lambda row: _asked(row, lambda: checked(case, playbook, one, screen))

    def _asked(row: RunCommand, once: Callable[[], StepRun]) -> StepRun:
        work.settings.show(f"$ {row.command}\n", "strong")
        try:
            return once()
        except Refusal as refusal:  # a token that is not set
            log = f"{refusal.message}\n".encode("utf-8", "surrogateescape")
            return shown(
                StepRun((row.command,), 1, "exit", 0, hashlib.sha256(log).hexdigest(), log), screen
            )

    found = [*map(command, step.commands), *map(check, checks)]
    if asks(case) and trust.allowed(work, "production.command"):
        found.append(
            (there.words, lambda row: _asked(row, lambda: shown(look(case, there), screen)))
        )
    return found
