"""Whether a test sees the bug and the fix: the answer of `gitfix prove`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.outcomes.report import Outcome
from gitfix.core.value import dataclass

TargetVerdict = Literal[
    "proved", "not_red", "not_green", "flaky", "not_affected", "contained", "conflict"
]


@dataclass(frozen=True)
class Side:
    """The test on one side. `exit_code` is that of the first of `runs`; `output`, its last lines."""

    commit: Oid
    tag: str
    exit_code: int
    runs: int
    output: str = ""


@dataclass(frozen=True)
class SeenTest:
    """A single test, and what became of it without the fix and with it; empty where nothing says so."""

    id: str
    base: Outcome | Literal[""]
    head: Outcome | Literal[""]


@dataclass(frozen=True)
class TargetProof:
    """The test on one branch that the fix is carried to.

    `not_affected`: it passes there without the fix. `contained`: the fix was there before; it passes. `conflict`: the
    fix cannot be carried there as it is.
    """

    branch: str
    verdict: TargetVerdict
    why: str
    base: Side | None
    head: Side | None


@dataclass(frozen=True)
class ProveResult:
    """`proved`: the test fails on the production tag because of the bug, and passes on the fix, each time.

    `not_red`: it does not fail there, or for another reason; `not_green`: it does not pass with the fix; `flaky`: it
    answers now so, now so. `test_paths` are the files that were taken onto the tag. Seconds of wall clock.
    """

    verdict: Literal["proved", "not_red", "not_green", "flaky"]
    why: str
    test: str
    base: Side
    head: Side
    branch: str
    tree: Oid
    uncommitted: bool
    test_paths: tuple[str, ...]
    tests: tuple[SeenTest, ...]
    targets: tuple[TargetProof, ...]
    seconds: float
    event: str = ""
    plan: tuple[Mapping[str, object], ...] = ()
