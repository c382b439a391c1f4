"""What a step's run leaves in the record: one event, and the log beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gitfix.core.endings import exit_words
from gitfix.core.names import BranchName, Oid
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan, UpdateRef
from gitfix.git import blobs
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.host.signals import undisturbed
from gitfix.operations.recording import Draft, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitfix.core.playbook import Step
    from gitfix.core.run_result import RunCommand, RunStep
    from gitfix.operations.case import Case
    from gitfix.services.commands import StepRun

TRIES = 3
"""How often the event is made anew when somebody else's came first."""


def log_of(
    case: Case, step: Step, commands: Sequence[RunCommand], runs: Sequence[StepRun]
) -> bytes:
    """The log of one step: what it ran for, and each command with what it wrote."""
    lines = [f"gitfix run {step.id}", f"commit {case.head or '-'}", f"tree {case.tree or '-'}", ""]
    parts = ["\n".join(lines).encode()]
    for command, run in zip(commands, runs, strict=False):
        parts.append(f"\n$ {command.command}\n".encode("utf-8", "surrogateescape"))
        parts.append(run.log + (b"" if run.log.endswith(b"\n") or not run.log else b"\n"))
        parts.append(f"[{ending(command)}]\n".encode())
    return b"".join(parts)


def ending(command: RunCommand) -> str:
    """How a command ended, in words."""
    code = "not run" if command.exit_code is None else exit_words(command.exit_code)
    return {"limit": "stopped at its time limit", "interrupt": "stopped by you"}.get(
        command.ended or "", code
    )


def record_run(
    case: Case, step: Step, done: RunStep, runs: Sequence[StepRun], *, began: str = ""
) -> tuple[str, str]:
    """Record the run of one step; the digest of its log, and the event.

    `began`: the event that announced it. `command` of the event is the one that decided: the first that failed, else
    the last.
    """
    log = log_of(case, step, done.commands, runs)
    decided = next((run for run in runs if run.exit_code), runs[-1] if runs else None)
    command = None
    if decided:
        command = {
            "argv": list(decided.argv),
            "exit_code": decided.exit_code,
            "ms": clock.took(decided.ms),
            "digest": decided.digest,
        }
    data: dict[str, object] = {
        "commands": [_row(one) for one in done.commands],
        "gap": done.state == "gap",
        "why": done.why,
        "uncovered": list(done.uncovered),
        "place": step.place,
    }
    if began:
        data["began"] = began
    return write_event(case, step, "ran", data, log, command=command)


def _row(command: RunCommand) -> dict[str, object]:
    return {
        "command": command.command,
        "why": command.why,
        "exit_code": command.exit_code,
        "ms": clock.took(command.ms),
        "digest": command.digest,
        "ended": command.ended,
    }


def write_event(
    case: Case,
    step: Step,
    type: str,
    data: Mapping[str, object],
    log: bytes,
    *,
    command: Mapping[str, object] | None = None,
    name: str = "log",
) -> tuple[str, str]:
    """Record an event and the blob that it names as `name`; the blob's digest, and the event."""

    def draft(digest: str) -> Draft:
        return Draft(
            type,
            {**data, name: digest},
            phase=step.phase,
            step=step.id,
            git=about(case, step),
            command=command,
        )

    repo, incident = case.work.repo, case.incident.id
    return with_blob(case, log, draft, lambda steps: execute(repo, Plan("run", steps, incident)))


def with_blob(
    case: Case,
    log: bytes,
    draft: Callable[[str], Draft],
    land: Callable[[tuple[UpdateRef, ...]], object],
) -> tuple[str, str]:
    """Record the event that names a blob, and the blob; its digest, and the event.

    `draft`: the event, given the digest. `land` moves the refs; it is made anew when somebody else's came first.
    """
    work, incident = case.work, case.incident.id
    with undisturbed():
        for last in (*[False] * (TRIES - 1), True):
            digest, blob = blobs.put(work.repo, incident, log)
            event = record(work, incident, draft(digest))
            try:
                land((*(() if blob.old == blob.new else (blob,)), event))
            except Refusal:
                if last:
                    raise
                continue
            return digest, str(event.new)
    raise AssertionError("not reached")


def record_statement(case: Case, step: Step, statement: str, *, began: str = "") -> str:
    """Record what a person says of a step; the event, or nothing in a dry run.

    `began`: the event of the deploy whose end it tells.
    """
    draft = Draft(
        "stated",
        {"statement": statement, **({"began": began} if began else {})},
        phase=step.phase,
        step=step.id,
        git=about(case, step),
    )
    event = record(case.work, case.incident.id, draft)
    if case.work.settings.dry_run:
        return ""
    execute(case.work.repo, Plan("run", (event,), case.incident.id))
    return str(event.new)


def about(case: Case, step: Step) -> dict[str, str] | None:
    """Branch, head and tree of the hotfix; in place also what is checked out there."""
    if case.head is None:
        return None
    found = {
        "branch": BranchName(case.incident.branch).ref,
        "head": str(case.head),
        "tree": str(case.tree),
    }
    here: Oid | None = None
    if step.place == "checkout" and not case.work.repo.bare:
        here = case.work.repo.refs.commit("HEAD")
    return {**found, "checkout": str(here)} if here else found
