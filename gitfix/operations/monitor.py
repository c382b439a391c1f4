"""`gitfix run monitoring`: metrics are measured until it is sure that production is well, or that it is not."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from gitfix.core.analysis import BAD, Verdict, due, overall
from gitfix.core.moments import NOTICED, Moment, ahead, jump, passed, span
from gitfix.core.monitor import MetricRow, Sample, row
from gitfix.core.outcome import Refusal
from gitfix.core.run_result import RunStep, State
from gitfix.core.text import plural
from gitfix.core.when import seconds
from gitfix.git.bench import bench
from gitfix.host import clock
from gitfix.host.moment import moment
from gitfix.operations import monitor_kept
from gitfix.operations.measure import ask, conditions_of, judge, ready
from gitfix.operations.monitor_record import record_series

if TYPE_CHECKING:
    from gitfix.core.metric import Metric
    from gitfix.core.playbook import Playbook, Step
    from gitfix.git.bench import Bench
    from gitfix.operations.case import Case
    from gitfix.operations.measure import Conditions

LOOK = 0.25
"""Seconds between two drawings of the live view."""


class Watch:
    """One monitoring: its metrics, and all that was measured of them so far."""

    def __init__(self, case: Case, playbook: Playbook, step: Step) -> None:
        self.case = case
        self.playbook = playbook
        self.step = step
        self.metrics = metrics = playbook.metrics
        self.conditions: dict[str, Conditions] = conditions_of(metrics)
        self.samples: dict[str, list[Sample]] = {metric.name: [] for metric in metrics}
        self.ends: dict[str, list[float]] = {metric.name: [] for metric in metrics}
        self.notes: list[str] = []
        self.started = clock.iso(clock.now())
        self.last: Moment = moment()
        self.began = self.last.awake
        self._ahead = 0.0
        self._latest = self.started

    def pass_to(self, now: Moment) -> None:
        """It is `now`: what happened to the machine and its clock since the last look is said."""
        told = jump(self.last, now)
        self._ahead = ahead(self.last, now, self._ahead)
        self.last = now
        if told:
            self.say(told)

    def stamp(self) -> str:
        """The wall's time for the series: never before one that it gave already, whatever was done to the clock."""
        self._latest = max(self._latest, clock.iso(clock.now() + round(self._ahead)))
        return self._latest

    def take_over(self, kept: monitor_kept.Kept) -> None:
        """Go on where another run was cut short: what it has measured counts, and the gap is said."""
        for name, found in kept.samples.items():
            self.samples[name] += found
            # Their next measurement is due at once: what comes after a gap is what is wanted now.
            self.ends[name] += [float("-inf")] * len(found)
        self.notes += kept.notes
        self.started = kept.started
        gone = passed(kept.last, self.last)
        self.say(
            f"goes on after {plural(kept.count, 'measurement')}; nothing was measured for {span(gone)}"
        )
        if told := jump(kept.last, self.last):
            self.say(told)
        self._latest = kept.latest
        behind = seconds(kept.latest) + gone - clock.now()
        self._ahead = behind if behind >= NOTICED else 0.0

    def say(self, note: str) -> None:
        """Something that whoever reads the series has to know."""
        self.notes.append(note)
        self.case.work.note(note)
        monitor_kept.keep_note(self.case, note, self.last)

    def rows(self, *, terminating: bool = False) -> tuple[MetricRow, ...]:
        """Every metric as it stands now."""
        before = self.case.incident.baselines
        return tuple(
            row(
                metric,
                self.samples[metric.name],
                before.get(metric.name),
                terminating=terminating,
            )
            for metric in self.metrics
        )

    def standing(self) -> tuple[tuple[MetricRow, ...], bool]:
        """Every metric, and whether the whole is over: one has ended badly, or all that end by themselves have."""
        rows = self.rows()
        ended = [one.phase not in ("Pending", "Running") for one in rows]
        bounded = [metric.effective_count is not None for metric in self.metrics]
        over = any(one.phase in BAD for one in rows) or all(
            done for done, counts in zip(ended, bounded, strict=True) if counts
        )
        return (self.rows(terminating=True) if over else rows), over

    def next(self) -> tuple[float, Metric] | None:
        """The metric that is measured next, and when (of the clock that stands still in sleep)."""
        waiting = [
            (
                due(
                    metric,
                    self.began,
                    self.ends[metric.name],
                    [sample.phase for sample in self.samples[metric.name]],
                ),
                number,
            )
            for number, metric in enumerate(self.metrics)
            if self.rows()[number].phase in ("Pending", "Running")
        ]
        if not waiting:
            return None
        when, number = min(waiting)
        return when, self.metrics[number]


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
