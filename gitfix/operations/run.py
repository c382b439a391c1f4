"""`gitfix run`: a step's own commands on exactly the hotfix, or a person's word for it; either way on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY, without_end
from gitfix.core.metric import MONITORING
from gitfix.core.outcome import Exit, Outcome, Refusal
from gitfix.core.redact import redact_url
from gitfix.core.run_result import FAILED, RunResult, RunStep
from gitfix.core.text import decode
from gitfix.core.value import replace
from gitfix.host.signals import stoppable
from gitfix.operations import auto_rollback as auto
from gitfix.operations.baseline import before_deploy
from gitfix.operations.case import Case
from gitfix.operations.deploy import may_deploy
from gitfix.operations.deployed import CONFIRMATION, asks, look
from gitfix.operations.playbook import load_playbook
from gitfix.operations.run_choice import (
    LAST,
    may_begin,
    may_run,
    may_state,
    named,
    state_of,
    with_commands,
)
from gitfix.operations.run_one import How, planned, run_one
from gitfix.operations.run_place import Places, require
from gitfix.operations.run_record import record_statement
from gitfix.operations.run_ways import go_on, way_out
from gitfix.operations.status import status_of_incident
from gitfix.operations.which import load, open_incidents, which_incident
from gitfix.operations.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from gitfix.core.incident import Incident
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.settings import Settings


def run(
    settings: Settings,
    steps: Sequence[str],
    *,
    next: bool = False,
    every: bool = False,
    again: bool = False,
    resume: bool = False,
    unlocked: str = "",
    statement: str | None = None,
    auto_rollback: bool = False,
    incident: str | None = None,
) -> Outcome:
    """Run `steps`, the `next` one with commands, or `every` open one up to testing; the first failure ends it.

    `again`: also what is done for this tree. `resume`: monitoring goes on where it was cut short. `unlocked`: why a
    deploy begins although the remote cannot be told. `statement`: one step's evidence in a person's words.
    `auto_rollback`: a metric that ends badly takes production back. POLICY
    (exit 4) when a command failed, nothing tests the change, or a metric is not well, INTERRUPTED (130) after ^C: all
    are recorded.
    """
    work = open_workspace(settings)
    playbook = load_playbook(work)
    found = which_incident(work, incident)
    if found.closed:
        raise Refusal(
            f"{found.id} is closed as {found.closed}: nothing is added to it",
            hint="the open ones: gitfix status --all",
        )
    case = Case(work, found)
    if statement is not None:
        return _stated(case, playbook, named(playbook, steps)[0], statement)
    chosen = _chosen(case, playbook, steps, next=next, every=every)
    how = How(again, resume, unlocked)
    todo = [step for step in chosen if again or not _fresh(case, playbook, step)]
    old = [_as_it_was(case, playbook, step) for step in chosen if step not in todo]
    for number, step in enumerate(todo):
        may_run(case, playbook, step)
        if not before_deploy(case, playbook, step):
            may_begin(case, playbook, step, todo[:number])
        require(case, step)
        _may_again(case, playbook, step, how)
    if settings.dry_run:
        rows = [planned(case, playbook, step) for step in todo]
        return _outcome(case, playbook, [*old, *(replace(row, state="planned") for row in rows)])
    if auto_rollback:
        auto.require_way_back(work)
    with stoppable():
        rows = [*old, *_run(case, playbook, todo, how)]
    ended = _outcome(case, playbook, rows)
    return auto.go_back(settings, ended) if auto_rollback and auto.wanted(rows) else ended


def _chosen(
    case: Case, playbook: Playbook, steps: Sequence[str], *, next: bool, every: bool
) -> list[Step]:
    """The steps that are meant; with `next` and `every` all that have commands where none of those is open."""
    if not (next or every):
        return named(playbook, steps)
    there = with_commands(case, playbook, upto=LAST if every else "")
    states = {step.id: state_of(case, playbook, step).state for step in there}
    # What was put off is run once nothing else is open; what was left out never is.
    for wanted in (("open", "failed", "stale"), ("deferred",), ("done",)):
        found = [step for step in there if states[step.id] in wanted]
        if found:
            return found if every else found[:1]
    raise Refusal(
        "no step has commands to run" + (f" up to {LAST}" if every else ""),
        found=("they are in the team's file: [steps.verification] commands, [[tests]]",),
        hint="what is left to do: gitfix status",
    )


def _fresh(case: Case, playbook: Playbook, step: Step) -> bool:
    return state_of(case, playbook, step).state == "done"


def _as_it_was(case: Case, playbook: Playbook, step: Step) -> RunStep:
    found = state_of(case, playbook, step)
    said = f"by {found.by}, {found.at}" if found.by else ""
    return RunStep(step.id, "fresh", None, "", event=found.event, note=said)


def _may_again(case: Case, playbook: Playbook, step: Step, how: How) -> None:
    """Refusal for a deploy or a monitoring that was begun before, and for `--resume` of anything else."""
    if step.id == DEPLOY:
        may_deploy(case, again=how.again)
    if step.id == MONITORING and playbook.metrics:
        from gitfix.operations.monitor import may_start

        may_start(case, playbook, step, resume=how.resume, again=how.again)
    elif how.resume:
        raise Refusal(
            f"{step.id} measures nothing that could be resumed", hint=f"gitfix run {step.id}"
        )


def _run(case: Case, playbook: Playbook, steps: Sequence[Step], how: How) -> list[RunStep]:
    rows: list[RunStep] = []
    with Places(case) as places:
        for step in steps:
            if len(steps) > 1:
                case.work.settings.show(f"{step.id}\n", "strong")
            rows.append(run_one(case, playbook, step, places, how))
            if rows[-1].state in FAILED:
                break
    return rows


def _stated(case: Case, playbook: Playbook, step: Step, statement: str) -> Outcome:
    text = redact_url(statement.strip())
    if not text:
        raise Refusal(
            "a statement says something", hint=f'gitfix run {step.id} --statement "what was seen"'
        )
    may_state(case, playbook, step)
    if step.id == CONFIRMATION and asks(case):
        seen = look(case)
        if seen.exit_code:
            raise Refusal(
                "production does not run the hotfix, whatever was seen",
                found=tuple(decode(seen.log).splitlines()),
                hint=f'deploy it; or on record: gitfix waive {step.id} --reason "why"',
                exit=Exit.POLICY,
            )
    begun = without_end(case.incident) if step.id == DEPLOY else None
    event = record_statement(case, step, text, began=begun.event if begun else "")
    row = RunStep(step.id, "stated", None, "", event=event or None, note=text)
    return _outcome(case, playbook, [row])


def _outcome(case: Case, playbook: Playbook, rows: Sequence[RunStep]) -> Outcome:
    work, incident = case.work, case.incident
    bad = next((row for row in rows if row.state in FAILED), None)
    which = "" if len(open_incidents(work)) == 1 else f" --incident {incident.id}"
    again = f"gitfix run {bad.step}{which}" if bad else ""
    following = again or _next(work, playbook, incident)
    result = RunResult(
        incident.id,
        incident.branch or None,
        str(case.head) if case.head else None,
        str(case.tree) if case.tree else None,
        tuple(rows),
        following,
    )
    notices = tuple(work.notices)
    if bad is None:
        return Outcome(result, notices=notices)
    if bad.state == "interrupted":
        return Outcome(
            result,
            Exit.INTERRUPTED,
            f"{bad.step} was stopped by you",
            go_on(bad, again),
            notices,
        )
    way = way_out(case, bad, again)
    return Outcome(result, Exit.POLICY, f"{bad.step}: {bad.why}", way, notices)


def _next(work: Workspace, playbook: Playbook, incident: Incident) -> str | None:
    now = load(work, incident.id)
    only = len(open_incidents(work)) == 1
    return status_of_incident(work, playbook, now, only=only).next
