"""The playbook as values: phases with a role and its duties, steps with the evidence that settles them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.channel import Channel
from gitfix.core.http_check import HttpCheck
from gitfix.core.metric import MONITORING, Metric
from gitfix.core.table_read import SEVERITIES
from gitfix.core.value import dataclass, field

Evidence = Literal["statement", "command", "approval", "computed"]
Place = Literal["worktree", "checkout"]
Closing = Literal["fixed", "rolled-back", "flag-off", "false-alarm", "duplicate"]
CLOSINGS: tuple[Closing, ...] = ("fixed", "rolled-back", "flag-off", "false-alarm", "duplicate")
"""How an incident can end."""
REGRESSION = "regression"
"""The step whose commands are chosen from the team's tests by what the change touches."""


@dataclass(frozen=True)
class Phase:
    """One phase of an emergency, and what its role does in it."""

    id: str
    role: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step. `title` is its short name for tables; `command` (with placeholders) is what a person types.

    `required`, `deferrable`: severities. `closing`: the ends that need it. `before`: the steps that wait for this
    one. `bound`: its evidence holds only for the tree that it was given for. `limit`: seconds for each of
    `commands`. `checks`: by HTTP, after the commands; `retries`: how often a command or check that failed is tried
    again, `backoff` seconds later, then twice as long. `source`: the file that says so, empty for gitfix's own.
    """

    id: str
    phase: str
    title: str
    about: str
    evidence: Evidence
    computed: str = ""
    required: tuple[str, ...] = SEVERITIES
    before: tuple[str, ...] = ()
    deferrable: tuple[str, ...] = ()
    closing: tuple[str, ...] = ("fixed",)
    waivable: bool = False
    bound: bool = False
    commands: tuple[str, ...] = ()
    checks: tuple[HttpCheck, ...] = ()
    retries: int = 0
    backoff: float = 2.0
    place: Place = "worktree"
    limit: float = 1800.0
    command: str = ""
    score: Mapping[str, str] = field(default_factory=dict)
    """Severity → how ready going back has to be (core/rollback.py)."""
    source: str = ""


@dataclass(frozen=True)
class RegressionTest:
    """A test command of the team: run for a change that touches `paths`, or always when it is `critical`."""

    command: str
    paths: tuple[str, ...] = ()
    critical: bool = False


@dataclass(frozen=True)
class Playbook:
    """All phases and steps in the order of an emergency, the tests to choose from, and what is watched."""

    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    tests: tuple[RegressionTest, ...] = ()
    metrics: tuple[Metric, ...] = ()
    channels: tuple[Channel, ...] = ()

    def phase(self, id: str) -> Phase | None:
        """The phase with this id."""
        return next((phase for phase in self.phases if phase.id == id), None)

    def step(self, id: str) -> Step | None:
        """The step with this id."""
        return next((step for step in self.steps if step.id == id), None)

    def steps_of(self, phase: str) -> tuple[Step, ...]:
        """The steps of a phase."""
        return tuple(step for step in self.steps if step.phase == phase)

    def runs(self, step: Step) -> bool:
        """Whether the team has said what `gitfix run` is to run for `step`."""
        more = {REGRESSION: bool(self.tests), MONITORING: bool(self.metrics)}
        return bool(step.commands or step.checks) or more.get(step.id, False)

    def ahead_of(self, id: str) -> tuple[Step, ...]:
        """The steps that have to be settled before the step `id` may begin, in the playbook's order."""
        found: set[str] = set()
        todo = [id]
        while todo:
            later = todo.pop()
            new = {step.id for step in self.steps if later in step.before} - found
            found |= new
            todo += new
        return tuple(step for step in self.steps if step.id in found)
