"""The smallest part of a hotfix that keeps its test green: the answer of `gitfix minimize`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass

State = Literal["minimal", "smaller", "undecided", "flaky"]


@dataclass(frozen=True)
class KeptUnit:
    """A part that is needed: `line` to `last` of `path` in the hotfix (0: the whole file).

    `necessary_for`: the tests that fail without it, where single tests are known. `without`: what happens without it,
    in words; `output`: the last lines that the test wrote then. Both are empty where the search was cut short.
    """

    path: str
    line: int
    last: int
    kind: str
    added: int
    deleted: int
    necessary_for: tuple[str, ...] = ()
    without: str = ""
    output: str = ""


@dataclass(frozen=True)
class DroppedUnit:
    """A part that the test does not need."""

    path: str
    line: int
    last: int
    kind: str
    added: int
    deleted: int


@dataclass(frozen=True)
class Against:
    """What the hotfix is measured against."""

    tag: str
    commit: Oid


@dataclass(frozen=True)
class MinimizeResult:
    """What has to stay of the hotfix, and what the test does not need.

    `state`: minimal (all is needed), smaller, undecided (stopped before anything was known to go), or flaky (the test
    answers now so, now so: nothing is proposed).
    `stopped`: by the time limit or by ^C, with the best that was found until then. `one_minimal`: nothing of what is
    kept can be left out alone. `runs` are runs of the test, `cache_hits` answers that were known already. `tree` is the
    smallest tree; `commit` holds it, once it was made. `patch` takes the rest out. `fixed` are files that stay: tests,
    documents, version files. Seconds of wall clock.
    """

    state: State
    base: Against
    head: Oid
    branch: str
    uncommitted: bool
    test: str
    units: int
    kept: tuple[KeptUnit, ...]
    dropped: tuple[DroppedUnit, ...]
    fixed: Mapping[str, int]
    runs: int
    cache_hits: int
    seconds: float
    one_minimal: bool
    stopped: Literal["", "time", "interrupt"]
    tree: Oid
    commit: Oid | None = None
    on: str = ""
    """The branch that `commit` is on."""
    patch: str = ""
    event: str = ""
    plan: tuple[Mapping[str, object], ...] = ()
    show: bool = False
    _private = ("show",)
