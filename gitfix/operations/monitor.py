"""`gitfix run monitoring`: metrics are measured until it is sure that production is well, or that it is not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gitfix.core.analysis import BAD, Verdict, overall
from gitfix.core.moments import NOTICED
from gitfix.core.monitor import MetricRow, Sample
from gitfix.core.outcome import Refusal
from gitfix.core.run_result import RunStep, State
from gitfix.core.text import plural
from gitfix.core.value import replace
from gitfix.git.bench import bench
from gitfix.host.moment import moment
from gitfix.operations import monitor_kept
from gitfix.operations.measure import ask, conditions_of, judge, ready
from gitfix.operations.monitor_record import record_series
from gitfix.operations.monitor_watch import Watch

if TYPE_CHECKING:
    from gitfix.core.metric import Metric
    from gitfix.core.playbook import Playbook, Step
    from gitfix.git.bench import Bench
    from gitfix.operations.case import Case

LOOK = 0.25
"""Seconds between two drawings of the live view."""


def monitor(case: Case, playbook: Playbook, step: Step, *, resume: bool) -> RunStep:
    """Measure until it is decided; the series is recorded whatever comes of it, ^C included."""
    watch = Watch(case, playbook, step)
    _begin(watch, resume=resume)
    interrupted = False
    try:
        with bench(case.work.repo, worktree=False) as spot:
            rows = _measure(watch, spot)
    except KeyboardInterrupt:
        interrupted = True
        rows = watch.rows()
    finally:
        case.work.settings.live(None)
    found = _judged(step, rows, interrupted)
    digest, event = record_series(watch, found, interrupted=interrupted)
    if not interrupted:
        monitor_kept.end(case)
    return replace(found, log=digest, event=event)


def _begin(watch: Watch, *, resume: bool) -> None:
    case = watch.case
    kept = monitor_kept.load(case, watch.metrics)
    if resume and kept and kept.same:
        watch.take_over(kept)
        return
    if resume:
        why = "the fix or the metrics have changed since" if kept else "nothing was cut short here"
        raise Refusal(
            f"there is no monitoring to go on with: {why}",
            hint=f"from the start: gitfix run {watch.step.id}{' --again' if kept else ''}",
        )
    monitor_kept.begin(case, watch.metrics, watch.started, watch.last)


def may_start(case: Case, playbook: Playbook, step: Step, *, resume: bool, again: bool) -> None:
    """Refusal where nothing could be measured, and for one that was cut short and nobody says what becomes of it."""
    ready(case, playbook)
    conditions_of(playbook.metrics)
    kept = monitor_kept.load(case, playbook.metrics)
    if kept and kept.same and not (resume or again):
        raise Refusal(
            f"a monitoring of this fix was cut short after {plural(kept.count, 'measurement')}",
            found=(f"it began {kept.started}",),
            hint=f"go on with it: gitfix run {step.id} --resume\n"
            f"from the start: gitfix run {step.id} --again",
        )


def _measure(watch: Watch, spot: Bench) -> tuple[MetricRow, ...]:
    case = watch.case
    while True:
        rows, over = watch.standing()
        coming = None if over else watch.next()
        case.work.settings.live((rows, coming[0] - moment().awake if coming else 0.0))
        if coming is None:
            return rows
        when, metric = coming
        _wait(watch, when)
        reading = ask(case, watch.playbook, metric, watch.conditions[metric.name], spot)
        now = moment()
        watch.pass_to(now)
        before = case.incident.baselines.get(metric.name)
        sample = judge(metric, watch.conditions[metric.name], reading, before, watch.stamp())
        watch.samples[metric.name].append(sample)
        watch.ends[metric.name].append(now.awake)
        monitor_kept.keep(case, metric.name, sample, now)
        _told(watch, metric, sample)


def _wait(watch: Watch, when: float) -> None:
    """Until it is time; the live view counts down. Whoever was stopped meanwhile (^Z, SIGSTOP) measured nothing."""
    settings = watch.case.work.settings
    rows, _ = watch.standing()
    while (rest := when - (before := moment().awake)) > 0:
        settings.live((rows, rest))
        pause = min(rest, LOOK)
        time.sleep(pause)
        stood = moment().awake - before - pause
        if stood >= NOTICED:
            watch.say(f"gitfix stood still for {round(stood)} s, and nothing was measured")


def _told(watch: Watch, metric: Metric, sample: Sample) -> None:
    """One line per measurement, where no live view is drawn."""
    from gitfix.core.monitor import line

    settings = watch.case.work.settings
    rows, _ = watch.standing()
    if not settings.live((rows, 0.0)):
        found = next(one for one in rows if one.name == metric.name)
        role = {"Successful": "ok", "Failed": "error"}.get(sample.phase, "warning")
        settings.show(line(found, sample) + "\n", role)


def _judged(step: Step, rows: tuple[MetricRow, ...], interrupted: bool) -> RunStep:
    phase = overall(Verdict(one.phase) for one in rows)
    bad = next((one for one in rows if one.phase == phase and phase in BAD), None)
    state: State = "interrupted" if interrupted else "failed" if bad else "passed"
    why = ""
    if bad:
        why = f"{bad.name} is {bad.phase}: {bad.why}"
    elif interrupted:
        why = "stopped by you before it was decided"
    return RunStep(step.id, state, step.place, why, metrics=rows)
