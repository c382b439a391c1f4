"""How the metrics were before the deploy: measured once, recorded, and what is measured later is compared with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.deploying import DEPLOY
from gitfix.core.metric import MONITORING, Metric
from gitfix.core.monitor import MetricRow, Sample, row, shown
from gitfix.core.outcome import Refusal
from gitfix.core.plan import Plan
from gitfix.core.run_result import RunStep
from gitfix.git.bench import bench
from gitfix.git.execute import execute
from gitfix.host import clock
from gitfix.operations.measure import NO_BASELINE, ask, conditions_of, judge, ready
from gitfix.operations.recording import Draft, record
from gitfix.operations.run_record import about

if TYPE_CHECKING:
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case


def before_deploy(case: Case, playbook: Playbook, step: Step) -> bool:
    """Whether `step` watches metrics, and nothing of this hotfix has reached production yet."""
    return step.id == MONITORING and bool(playbook.metrics) and not begun(case, playbook)


def begun(case: Case, playbook: Playbook) -> bool:
    """Whether a deploy of this hotfix was begun, or said to be done."""
    incident = case.incident
    return playbook.step(DEPLOY) is None or bool(incident.deploys) or DEPLOY in incident.steps


def missing(case: Case, playbook: Playbook) -> tuple[Metric, ...]:
    """The metrics that have no answer from before the deploy yet."""
    known = case.incident.baselines
    return tuple(
        metric
        for metric in playbook.metrics
        if metric.name not in known or known[metric.name].phase == "Error"
    )


def take(case: Case, playbook: Playbook, step: Step) -> RunStep:
    """Measure each metric once and record it; what cannot be measured stops nothing, it is said."""
    conditions = conditions_of(playbook.metrics)
    ready(case, playbook)
    rows: list[MetricRow] = []
    told: list[dict[str, object]] = []
    show = case.work.settings.show
    with bench(case.work.repo, worktree=False) as spot:
        for metric in missing(case, playbook):
            case.work.settings.progress(f"measuring {metric.name} before the deploy")
            reading = ask(case, playbook, metric, conditions[metric.name], spot)
            sample = judge(metric, conditions[metric.name], reading, None, clock.iso(clock.now()))
            rows.append(row(metric, [], sample))
            told.append({"name": metric.name, **_data(sample)})
            show(f"before the deploy: {metric.name}  {_said(metric, sample)}\n", "dim")
    event = ""
    if rows:
        data = {"metrics": told}
        draft = Draft("baseline", data, phase=step.phase, step=step.id, git=about(case, step))
        update = record(case.work, case.incident.id, draft)
        execute(case.work.repo, Plan("run", (update,), case.incident.id))
        event = str(update.new)
    return RunStep(step.id, "baseline", step.place, "", metrics=tuple(rows), event=event or None)


def take_along(case: Case, playbook: Playbook) -> bool:
    """`take` for a deploy that is about to begin: nothing about metrics keeps it from that. Whether anything was."""
    step = playbook.step(MONITORING)
    if step is None or not missing(case, playbook) or begun(case, playbook):
        return False
    try:
        take(case, playbook, step)
    except Refusal as refusal:
        said = "; ".join((refusal.message, *refusal.found))
        case.work.note(f"the metrics were not measured before the deploy: {said}")
        return False
    return True


def _said(metric: Metric, sample: Sample) -> str:
    if sample.phase == "Error" or (sample.why and sample.why != NO_BASELINE):
        return f"{sample.phase}: {sample.why}"
    symptom = {"Failed": "  the symptom is there", "Successful": "  the symptom is not there"}
    return shown(sample.value) + (symptom.get(sample.phase, "") if metric.symptom else "")


def _data(sample: Sample) -> dict[str, object]:
    return {
        "phase": sample.phase,
        "value": sample.value,
        "at": sample.at,
        "ms": sample.ms,
        "why": sample.why,
    }
