"""`gitfix rollback rehearse` and `execute`: the same command against staging with a stopwatch, and for production."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.outcome import Outcome, Refusal
from gitfix.core.redact import redact_shell
from gitfix.core.text import printable
from gitfix.host.signals import stoppable
from gitfix.operations import trust
from gitfix.operations.case import Case
from gitfix.operations.commits import require_identity
from gitfix.operations.playbook import load_playbook
from gitfix.operations.release_gate import opened
from gitfix.operations.rollback_after import next_number, told_people
from gitfix.operations.rollback_checks import COMMAND, STAGING, digest
from gitfix.operations.rollback_confirm import confirmed
from gitfix.operations.rollback_flight import share, take_off
from gitfix.operations.rollback_outcome import outcome, planned, ran, well
from gitfix.operations.rollback_place import PRODUCTION, run_live, values
from gitfix.operations.rollback_place import STAGING as TO_STAGING
from gitfix.operations.rollback_record import ended
from gitfix.operations.rollback_sides import sides
from gitfix.operations.run_record import ending
from gitfix.operations.which import load
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.settings import Settings
    from gitfix.operations.rollback_sides import Sides


def rehearse(settings: Settings, *, to: str | None = None, incident: str | None = None) -> Outcome:
    """Run the rollback command against staging and keep how long it took; POLICY (exit 4) when it fails."""
    work = open_workspace(settings)
    require_identity(work.repo)
    case = Case(work, opened(work, incident))
    found = sides(work, case.incident, to)
    key = STAGING if work.config.text(STAGING) else COMMAND
    command = command_of(work, key)
    if settings.dry_run:
        return Outcome(planned(case, found, TO_STAGING, command), notices=tuple(work.notices))
    told = values(work, case.incident, found, TO_STAGING)
    with stoppable():
        row, run = run_live(work, command, told, work.config.number("rollback.limit"))
    data = {**_way(found), "of": digest(command), "why": "" if well(run) else ending(row)}
    log, event = ended(case, "rollback-rehearsed", data, row, run)
    return outcome(case, ran(case, found, TO_STAGING, row, run, log, event), "rehearse")


def execute(
    settings: Settings,
    *,
    to: str | None = None,
    yes: bool = False,
    again: bool = False,
    incident: str | None = None,
) -> Outcome:
    """Take production back, once; then confirm the old release. POLICY (exit 4) when the command fails.

    It asks at a terminal, and needs `yes` elsewhere. `again`: although one was begun of which nobody recorded the end.
    """
    work = open_workspace(settings)
    require_identity(work.repo)
    known = opened(work, incident)
    if not settings.dry_run:
        known = share(work, known)
    case = Case(work, known)
    found = sides(work, known, to)
    command = command_of(work, COMMAND)
    if settings.dry_run:
        return Outcome(planned(case, found, PRODUCTION, command), notices=tuple(work.notices))
    _sure(work, found, command, yes=yes)
    case = take_off(case, {**_way(found), "of": digest(command)}, again=again)
    told = values(work, known, found, PRODUCTION)
    with stoppable():
        row, run = run_live(work, command, told, work.config.number("rollback.limit"))
        if not well(run):
            data = {**_way(found), "why": f"{row.command}: {ending(row)}"}
            log, event = ended(case, "rollback-failed", data, row, run)
            result = ran(case, found, PRODUCTION, row, run, log, event)
            return outcome(case, result, "execute")
        number = next_number(case, found)
        data = {**_way(found), "commit": str(found.target.commit), **number}
        log, event = ended(case, "rolled-back", data, row, run)
        now = Case(work, load(work, known.id))
        passed = confirmed(now, load_playbook(work), told, fix=found.fix)
    told_people(work)
    result = ran(case, found, PRODUCTION, row, run, log, event, passed, number.get("version", ""))
    return outcome(case, result, "execute")


def _way(found: Sides) -> dict[str, str]:
    return {"from": found.start.name, "to": found.target.name}


def command_of(work: Workspace, key: str) -> str:
    """The command of `key`; Refusal where there is none, or it is not trusted in this clone."""
    command = work.config.text(key)
    if not command:
        prefix = "".join(f"{name}." for name in work.policy.table)
        raise Refusal(
            "nobody has said how production is taken back",
            found=(
                f"for next time, in {work.policy.file or '.gitfix.toml'} on the default branch:",
                f"  [{prefix}rollback]",
                '  command = "./deploy.sh $GITFIX_TAG"',
            ),
            hint=f'this time: gitfix config {COMMAND} "./deploy.sh \\$GITFIX_TAG"',
        )
    if not trust.allowed(work, key):
        raise Refusal(
            "the team's file says how production is taken back; the command is not trusted in this clone",
            found=(f"{key}   {redact_shell(command)}",),
            hint="read it, then: gitfix trust",
        )
    return command


def _sure(work: Workspace, found: Sides, command: str, *, yes: bool) -> None:
    """One question, where there is somebody; without one and without --yes nothing happens."""
    if yes:
        return
    way = f"from {printable(found.start.name)} back to {printable(found.target.name)}"
    if not work.settings.interactive:
        raise Refusal(
            f"this takes production {way}, and nobody is here to ask",
            found=(f"it runs: {redact_shell(command)}",),
            hint="gitfix rollback execute --yes    or look first: gitfix rollback execute --dry-run",
        )
    question = f"production goes {way}\n{redact_shell(command)}\nrun it now?"
    if not work.settings.confirm(question):
        raise Refusal("production stays as it is", hint="how ready it is: gitfix rollback plan")
