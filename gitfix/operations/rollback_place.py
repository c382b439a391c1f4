"""Runs the team's rollback commands: in the checkout, with what they are about in their environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.redact import redact_shell
from gitfix.core.rollback import Environment
from gitfix.core.run_result import RunCommand
from gitfix.core.text import decode
from gitfix.git.bench import bench
from gitfix.operations.screen import Screen
from gitfix.services.commands import run_step

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.rollback import Release
    from gitfix.operations.rollback_sides import Sides
    from gitfix.operations.workspace import Workspace
    from gitfix.services.commands import StepRun

STAGING: Environment = "staging"
PRODUCTION: Environment = "production"
ASKING = 60.0
"""Seconds that a command may take that only answers a question."""


def values(
    work: Workspace, incident: Incident, found: Sides, environment: str = PRODUCTION
) -> dict[str, str]:
    """What the commands are told, in their environment: the release to go back to is the one they are about."""
    target: Release = found.target
    tree = work.repo.objects.read_commit(target.commit).tree
    return {
        "GITFIX_INCIDENT": incident.id,
        "GITFIX_BRANCH": incident.branch,
        "GITFIX_ENVIRONMENT": environment,
        "GITFIX_TAG": target.tag,
        "GITFIX_VERSION": target.version,
        "GITFIX_COMMIT": target.commit,
        "GITFIX_TREE": tree,
        "GITFIX_BASE_TAG": incident.base.tag,
        "GITFIX_FROM_TAG": found.start.tag,
        "GITFIX_FROM_VERSION": found.start.version,
        "GITFIX_FROM_COMMIT": found.start.commit,
    }


def run_live(
    work: Workspace, command: str, told: dict[str, str], limit: float
) -> tuple[RunCommand, StepRun]:
    """Run `command` and show its output as it comes; whatever happens is a result."""
    screen = Screen(work)
    work.settings.show(f"$ {redact_shell(command)}\n", "strong")
    found = _run(work, command, told, limit, screen)
    screen.end()
    row = RunCommand(redact_shell(command), "", found.exit_code, found.ms, found.digest, found.how)
    return row, found


def ask(work: Workspace, command: str, told: dict[str, str]) -> tuple[bool, str]:
    """Whether `command` ended well, and the last line that it wrote; nothing is shown."""
    found = _run(work, command, told, ASKING, None)
    lines = [line for line in decode(found.log).splitlines() if line.strip()]
    said = {"limit": f"no answer within {ASKING:g} s", "interrupt": "stopped by you"}.get(found.how)
    return found.exit_code == 0, said or (lines[-1].strip() if lines else "")


def _run(
    work: Workspace, command: str, told: dict[str, str], limit: float, screen: Screen | None
) -> StepRun:
    with bench(work.repo, worktree=False, what="rollback") as place:
        done = run_step(
            command,
            cwd=place.path,
            values=told,
            mark=place.mark,
            limit=limit,
            watch=screen.write if screen else lambda data: None,
        )
    for said in place.left:
        work.note(said)
    return done
