"""One monitoring while it goes on: what was measured so far, where that leaves it, and what is measured next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitfix.core.analysis import BAD, due
from gitfix.core.moments import NOTICED, Moment, ahead, jump, passed, span
from gitfix.core.monitor import MetricRow, Sample, row
from gitfix.core.text import plural
from gitfix.core.when import seconds
from gitfix.host import clock
from gitfix.host.moment import moment
from gitfix.operations import monitor_kept
from gitfix.operations.measure import conditions_of

if TYPE_CHECKING:
    from gitfix.core.metric import Metric
    from gitfix.core.playbook import Playbook, Step
    from gitfix.operations.case import Case
    from gitfix.operations.measure import Conditions


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
        bounded = [metric.ends for metric in self.metrics]
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
