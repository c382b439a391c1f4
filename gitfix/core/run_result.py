"""What `gitfix run` did, as values; the fields are the keys of its JSON."""

from __future__ import annotations

from typing import Literal

from gitfix.core.monitor import MetricRow
from gitfix.core.rollback import RollbackRun
from gitfix.core.value import dataclass

State = Literal["passed", "failed", "gap", "interrupted", "stated", "fresh", "planned", "baseline"]
FAILED = ("failed", "gap", "interrupted")


@dataclass(frozen=True)
class RunCommand:
    """One command. `why` it was chosen (regression); `ms`: milliseconds; `digest`: SHA-256 of its part of the log.

    `ended`: by itself, at its time limit, or because gitfix was stopped; null when it did not run.
    """

    command: str
    why: str
    exit_code: int | None = None
    ms: int = 0
    digest: str = ""
    ended: Literal["exit", "limit", "interrupt"] | None = None


@dataclass(frozen=True)
class RunStep:
    """One step. `fresh`: it was done before, for the same tree, and was not run again. `why`: what went wrong.

    `uncovered`: changed paths that no test is about. `metrics`: what monitoring has measured; `baseline`: before the
    deploy, and nothing else yet. `log`: the digest that names the log, or the series of measurements. `event`: the
    event that records it, null when nothing was.
    """

    step: str
    state: State
    place: Literal["worktree", "checkout"] | None
    why: str
    commands: tuple[RunCommand, ...] = ()
    uncovered: tuple[str, ...] = ()
    metrics: tuple[MetricRow, ...] = ()
    log: str | None = None
    event: str | None = None
    note: str = ""

    _private = ("note",)


@dataclass(frozen=True)
class RunResult:
    """The steps in the order of their running. `head`, `tree`: what they ran for. `next`: the command to type now.

    `rollback`: with `--auto-rollback`, how production went back.
    """

    incident: str
    branch: str | None
    head: str | None
    tree: str | None
    steps: tuple[RunStep, ...]
    next: str | None
    rollback: RollbackRun | None = None
