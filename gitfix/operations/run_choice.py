"""Which steps `gitfix run` is about, and whether it may run them: every refusal names the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY, without_end
from gitfix.core.metric import MONITORING
from gitfix.core.outcome import Exit, Refusal
from gitfix.core.playbook import REGRESSION
from gitfix.core.redact import redact_shell
from gitfix.core.text import plural
from gitfix.operations import trust
from gitfix.operations.evidence import status_of
from gitfix.operations.next_command import command_for
from gitfix.operations.status import required

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook, Step
    from gitfix.core.status import StepStatus
    from gitfix.operations.case import Case

LAST = "testing"
"""The last phase whose steps `--all` runs: what comes after it changes production."""
_SAYS = "gitfix run "
"""How the playbook's own command of a step begins that a statement settles."""


def state_of(case: Case, playbook: Playbook, step: Step) -> StepStatus:
    """Where `step` stands now."""
    phase = playbook.phase(step.phase)
    return status_of(case, step, phase.role if phase else "")


def named(playbook: Playbook, ids: Sequence[str]) -> list[Step]:
    """The steps with these ids; Refusal for one that is not there."""
    from difflib import get_close_matches

    known = {step.id: step for step in playbook.steps}
    for id in ids:
        if id not in known:
            near = get_close_matches(id, known, n=1, cutoff=0.6)
            raise Refusal(
                f"there is no step {id}",
                found=(f"did you mean {near[0]}?" if near else "steps: " + ", ".join(known),),
                hint="the steps: gitfix status",
            )
    return [known[id] for id in dict.fromkeys(ids)]


def with_commands(case: Case, playbook: Playbook, *, upto: str = "") -> list[Step]:
    """The required steps that have commands, in the playbook's order; `upto`: the last phase."""
    phases = [phase.id for phase in playbook.phases]
    end = phases.index(upto) if upto in phases else len(phases) - 1
    return [
        step
        for step in playbook.steps
        if runs(playbook, step)
        and phases.index(step.phase) <= end
        and required(case.work, case.incident, step)
    ]


def runs(playbook: Playbook, step: Step) -> bool:
    """Whether there is something to run for `step`."""
    return step.evidence in ("command", "statement") and playbook.runs(step)


def may_run(case: Case, playbook: Playbook, step: Step) -> None:
    """Refusal for a step that has no commands, or whose commands are not trusted in this clone."""
    if step.evidence in ("computed", "approval"):
        raise Refusal(
            f"{step.id} has nothing to run: {step.about}",
            hint=command_for(case, playbook, step, only=False),
        )
    if not runs(playbook, step):
        raise _no_commands(case, playbook, step)
    if not trusted(case, playbook, step):
        raise _untrusted(case, playbook, step)


def may_begin(case: Case, playbook: Playbook, step: Step, along: Sequence[Step]) -> None:
    """Refusal (POLICY) for a step that has to wait for open ones; those of `along` are run before it."""
    waits_for = [
        one.id
        for one in playbook.ahead_of(step.id)
        if one not in along
        and required(case.work, case.incident, one)
        and not state_of(case, playbook, one).settled
    ]
    if waits_for:
        raise Refusal(
            f"{step.id} has to wait for {plural(len(waits_for), 'step')}",
            found=(", ".join(waits_for),),
            hint="the next of them: gitfix status\n"
            f'go on without one, on record: gitfix waive {waits_for[0]} --reason "why"',
            exit=Exit.POLICY,
        )


def may_state(case: Case, playbook: Playbook, step: Step) -> None:
    """Refusal for a step that a person's word does not settle."""
    if step.id == DEPLOY and without_end(case.incident):
        return  # somebody has looked at production, and says how a deploy that was cut short ended
    if runs(playbook, step):
        raise Refusal(
            f"{step.id} has commands, and a statement does not stand in for them",
            found=tuple(map(redact_shell, _texts(playbook, step))),
            hint=f"gitfix run {step.id}\n"
            f'go on without it, on record: gitfix waive {step.id} --reason "why"',
        )
    typed = (_SAYS, "{release}", "gitfix rollback")
    said = step.computed in STATED or step.evidence in ("command", "statement")
    if not said or (step.command and not step.command.startswith(typed)):
        raise Refusal(
            f"a statement does not settle {step.id}: {step.about}",
            hint=command_for(case, playbook, step, only=False),
        )


def _texts(playbook: Playbook, step: Step) -> tuple[str, ...]:
    more = {
        REGRESSION: tuple(test.command for test in playbook.tests),
        MONITORING: tuple(f"metric {metric.name}" for metric in playbook.metrics),
    }
    checks = tuple(check.words for check in step.checks)
    return (*step.commands, *checks, *more.get(step.id, ()))


STATED = ("release", "rollback")
"""What gitfix looks at, and takes a person's word for where it cannot."""


def _keys(playbook: Playbook, step: Step) -> list[str]:
    keys = [trust.STEPS + step.id] if step.commands or step.checks else []
    keys += [trust.TESTS] if step.id == REGRESSION and playbook.tests else []
    if step.id == MONITORING:
        keys += [trust.METRICS + metric.name for metric in playbook.metrics]
    return keys


def trusted(case: Case, playbook: Playbook, step: Step) -> bool:
    """Whether the commands of `step` may run in this clone."""
    return all(trust.allowed(case.work, key) for key in _keys(playbook, step))


def _untrusted(case: Case, playbook: Playbook, step: Step) -> Refusal:
    keys = _keys(playbook, step)
    mine = tuple(
        f"{one.key}   {one.command}" for one in trust.team_commands(case.work) if one.key in keys
    )
    return Refusal(
        f"the team's file names the commands of {step.id}; they are not trusted in this clone",
        found=mine,
        hint="read them, then: gitfix trust",
    )


def _no_commands(case: Case, playbook: Playbook, step: Step) -> Refusal:
    """Shows the lines to write down, and the way to go on without them this time."""
    policy = case.work.policy
    prefix = "".join(f"{name}." for name in policy.table)
    example = "./deploy.sh" if step.place == "checkout" else "make test"
    lines: tuple[str, ...] = (f"[{prefix}steps.{step.id}]", f'commands = ["{example}"]')
    if step.id == REGRESSION:
        lines = (f"[[{prefix}tests]]", f"paths = [{_folder(case)}]", f'command = "{example}"')
    file = policy.file or ".gitfix.toml"
    return Refusal(
        f"nobody has said what gitfix run {step.id} is to run",
        found=(
            f"for next time, in {file} on the default branch:",
            *(f"  {line}" for line in lines),
        ),
        hint=f"this time: {command_for(case, playbook, step, only=False)}",
    )


def _folder(case: Case) -> str:
    """A pattern for what the hotfix changes, as an example."""
    changed = changed_paths(case)
    folder = next((path.split("/")[0] + "/**" for path in changed if "/" in path), "src/**")
    return (
        f'"{folder}"'
        if folder.isprintable() and '"' not in folder and "\\" not in folder
        else '"src/**"'
    )


def changed_paths(case: Case) -> list[str]:
    """Paths that the hotfix changes, against its production tag."""
    base = case.incident.base.commit
    if not base or case.head is None:
        return []
    return case.work.repo.worktrees.paths_between(base, case.head)
