"""One command or check of a step: run again while it fails and the step says so, and shown as it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from gitfix.operations.hosts import configured_hosts, token_of
from gitfix.services.http_check import run_check

if TYPE_CHECKING:
    from gitfix.core.http_check import HttpCheck
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.run_result import RunCommand
    from gitfix.operations.case import Case
    from gitfix.operations.screen import Screen
    from gitfix.services.commands import StepRun


def tried(
    case: Case, step: Step, command: RunCommand, once: Callable[[RunCommand], StepRun]
) -> StepRun:
    """Run it, and again as often as the step says while it fails; the last run is what counts."""
    run = once(command)
    for number in range(step.retries):
        if run.exit_code == 0 or run.how == "interrupt":
            break
        pause = step.backoff * 2**number
        case.work.settings.show(f"again in {pause:g} s ({number + 1} of {step.retries})\n", "dim")
        time.sleep(pause)
        run = once(command)
    return run


def checks_of(case: Case, step: Step) -> list[HttpCheck]:
    """The step's checks, about the hotfix's release."""
    incident = case.incident
    release = {"tag": incident.tag, "version": incident.version, "commit": case.head or ""}
    return [check.about(release) for check in step.checks]


def checked(case: Case, playbook: Playbook, check: HttpCheck, screen: Screen) -> StepRun:
    token = token_of(check.token_env, check.url)
    hosts = configured_hosts(case.work, playbook)
    return shown(run_check(check, hosts=hosts, token=token), screen)


def shown(run: StepRun, screen: Screen) -> StepRun:
    screen.write(run.log)
    return run
