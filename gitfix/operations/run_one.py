"""Runs the commands of one step, and says what that proves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.metric import MONITORING
from gitfix.core.monitor import row
from gitfix.core.playbook import REGRESSION
from gitfix.core.redact import redact_shell
from gitfix.core.regression import Chosen, choose
from gitfix.core.run_result import RunCommand, RunStep, State
from gitfix.core.text import plural
from gitfix.core.value import dataclass, replace
from gitfix.operations.baseline import before_deploy, take
from gitfix.operations.deploy import deploying
from gitfix.operations.deployed import ASKS, CONFIRMATION, asks, look
from gitfix.operations.run_attempts import checked, checks_of, shown, tried
from gitfix.operations.run_choice import changed_paths
from gitfix.operations.run_place import SETUP
from gitfix.operations.run_record import ending, record_run
from gitfix.operations.screen import Screen

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case
    from gitfix.operations.run_place import Places
    from gitfix.services.commands import StepRun

ALWAYS = ""
"""Why the commands of a step itself are run."""


def planned(case: Case, playbook: Playbook, step: Step) -> RunStep:
    """What would be run for `step`, and why; nothing is run."""
    chosen = [Chosen(command, ALWAYS) for command in step.commands]
    chosen += [Chosen(check.words, ALWAYS) for check in checks_of(case, step)]
    if step.id == CONFIRMATION and asks(case):
        chosen.append(Chosen(ASKS, ALWAYS))
    uncovered: tuple[str, ...] = ()
    gap = False
    if step.id == REGRESSION and playbook.tests:
        choice = choose(playbook.tests, _code(case))
        chosen += [one for one in choice.chosen if one.command not in step.commands]
        uncovered = choice.uncovered
        # Commands of the step itself are run whatever has changed, and so leave no gap.
        gap = choice.gap and not step.commands
    commands = tuple(RunCommand(redact_shell(one.command), one.why) for one in chosen)
    why = f"no test is about {_some(uncovered)}" if gap else ""
    state: State = "gap" if gap else "planned"
    watched = playbook.metrics if step.id == MONITORING else ()
    before = case.incident.baselines
    metrics = tuple(row(metric, [], before.get(metric.name)) for metric in watched)
    return RunStep(step.id, state, step.place, why, commands, uncovered, metrics)


def _code(case: Case) -> list[str]:
    """The changed paths that need a test: not the tests themselves, and not prose."""
    from gitfix.core.classify import CHANGELOG, DOCS, TESTS, classify
    from gitfix.operations.check_policy import policy_of

    policy = policy_of(case.work.config)
    prose = (TESTS, DOCS, CHANGELOG)
    return [path for path in changed_paths(case) if classify(path, policy) not in prose]


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")


@dataclass(frozen=True)
class How:
    """How steps are run. `again`: also what was done or begun; `resume`: go on with a monitoring that was cut short.

    `unlocked`: why a deploy may begin although nobody else can be told.
    """

    again: bool = False
    resume: bool = False
    unlocked: str = ""


def run_one(case: Case, playbook: Playbook, step: Step, places: Places, how: How) -> RunStep:
    """Run the commands of `step`, until one fails, then watch its metrics; the result is recorded.

    A deploy is announced first. Before it, metrics are measured once, to be compared with.
    """
    if before_deploy(case, playbook, step):
        return take(case, playbook, step)
    if step.id == DEPLOY and step.commands:
        with deploying(case, playbook, step, again=how.again, unlocked=how.unlocked) as began:
            return _run_commands(case, playbook, step, places, began)
    watches = step.id == MONITORING and bool(playbook.metrics)
    if step.commands or not watches:
        done = _run_commands(case, playbook, step, places)
        if done.state != "passed" or not watches:
            return done
    from gitfix.operations.monitor import monitor

    return monitor(case, playbook, step, resume=how.resume)


def _run_commands(
    case: Case, playbook: Playbook, step: Step, places: Places, began: str = ""
) -> RunStep:
    plan = planned(case, playbook, step)
    show = case.work.settings.show
    for line in _announced(plan):
        show(line + "\n", "dim")
    texts = {redact_shell(text): text for text in _texts(playbook, step)}
    checks = {redact_shell(check.words): check for check in checks_of(case, step)}

    def once(command: RunCommand) -> StepRun:
        if command.command in checks:
            return checked(case, playbook, checks[command.command], fresh)
        if command.command == ASKS:
            return shown(look(case), fresh)
        return places.run(step, texts[command.command], fresh.write)

    done: list[RunCommand] = []
    runs: list[StepRun] = []
    fresh = Screen(case.work)
    if plan.commands:
        places.prepare(step, fresh.write)
    setup = places.setup
    if setup is not None and setup.exit_code and step.place == "worktree":
        text = redact_shell(case.work.config.text(SETUP))
        done.append(_ended(RunCommand(text, SETUP), setup))
        runs.append(setup)
    else:
        for command in plan.commands:
            show(f"$ {command.command}\n", "strong")
            run = tried(case, step, command, once)
            fresh.end()
            done.append(_ended(command, run))
            runs.append(run)
            if run.left:
                case.work.note(
                    f"{plural(run.left, 'program')} that {command.command} left running was stopped"
                )
            if run.exit_code:
                break
    judged = _judged(replace(plan, commands=(*done, *plan.commands[len(done) :])), done)
    log, event = record_run(case, step, judged, runs, began=began)
    return replace(judged, log=log, event=event)


def _texts(playbook: Playbook, step: Step) -> list[str]:
    tests = [test.command for test in playbook.tests] if step.id == REGRESSION else []
    return [*step.commands, *tests]


def _ended(command: RunCommand, run: StepRun) -> RunCommand:
    return replace(command, exit_code=run.exit_code, ms=run.ms, digest=run.digest, ended=run.how)


def _judged(plan: RunStep, done: Sequence[RunCommand]) -> RunStep:
    """What the runs prove: a failure outweighs a gap, and a gap is no pass."""
    bad = next((one for one in done if one.exit_code), None)
    if bad is not None:
        state: State = "interrupted" if bad.ended == "interrupt" else "failed"
        return replace(plan, state=state, why=f"{bad.command}: {ending(bad)}")
    return plan if plan.state == "gap" else replace(plan, state="passed")


def _announced(plan: RunStep) -> list[str]:
    """Which tests were chosen and why, before they run."""
    chosen = [one for one in plan.commands if one.why]
    width = max((len(one.command) for one in chosen), default=0)
    lines = [f"{one.command:<{width}}   {one.why}" for one in chosen]
    if plan.uncovered:
        lines.append(f"no test is about {_some(plan.uncovered)}")
    return lines
