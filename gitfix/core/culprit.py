"""The introducing commit as values: candidates with what is known of them, and what the record says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gitfix.core.names import Oid
from gitfix.core.value import dataclass

Tier = Literal["confirmed", "strong", "likely", "weak", "guess"]
"""`confirmed`: a test is red at it and green at its parent. The others say how far the ways of looking agree
(`core/szz.py` has what each is worth, and where the number comes from)."""
TIERS: tuple[Tier, ...] = ("confirmed", "strong", "likely", "weak", "guess")
Holds = Literal["contains", "picked"]


@dataclass(frozen=True)
class Size:
    """How large a commit is, as git counts it: files, and lines added and deleted."""

    files: int = 0
    added: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Arrival:
    """The merge that brought a commit to its line. `number`: its pull or merge request, 0 where none is named.

    `commit` is the candidate itself where a forge squashed the request into it.
    """

    commit: str = ""
    subject: str = ""
    number: int = 0


@dataclass(frozen=True)
class HeldBy:
    """An open line that holds the commit: by ancestry, or `picked` as `commit`."""

    branch: str
    how: Holds
    commit: str


@dataclass(frozen=True)
class Candidate:
    """A commit that may have brought the fault. `confidence`: how often one of its tier is right, from 0 to 1.

    `first_tag`: the first release that holds it, empty where none does; `age_days`: from that release to the incident,
    None where one of both is not known. `committed_at` is ISO 8601, UTC. `affected_tags`: releases that hold it and
    not the fix, the oldest first. `uncovered`: what the checks of its time did not cover, in words; empty where
    nothing is known.
    """

    commit: Oid
    confidence: float
    tier: Tier
    first_tag: str
    age_days: int | None
    reason: str
    subject: str = ""
    committed_at: str = ""
    merge: Arrival = Arrival()
    affected_tags: tuple[str, ...] = ()
    lines: tuple[HeldBy, ...] = ()
    size: Size = Size()
    uncovered: str = ""


@dataclass(frozen=True)
class Seen:
    """A run of the reproducer at a commit; `why` in words.

    `absent`: the code that it tests is not there yet. `unknown`: it says nothing.
    """

    commit: Oid
    state: Literal["red", "green", "absent", "unknown"]
    exit_code: int
    why: str = ""


@dataclass(frozen=True)
class CulpritResult:
    """The candidates, the likeliest first; `confirmed`: the first one is a fact, by running `test`.

    `affected_tags` are those of the first. `head` is the fix, `base` what it is measured against. `runs`: what was run
    where. `skipped` says what was looked at and left out: merges, bulk commits, commits after the start of impact.
    """

    candidates: tuple[Candidate, ...]
    confirmed: bool
    affected_tags: tuple[str, ...]
    head: Oid
    base: Oid
    tree: Oid
    incident: str = ""
    branch: str = ""
    tag: str = ""
    test: str = ""
    how: Literal["blame", "neighbours", "reproduce", "bisect", "none"] = "blame"
    runs: tuple[Seen, ...] = ()
    skipped: tuple[str, ...] = ()
    event: str = ""
    plan: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True)
class Other:
    """A runner-up, as it is recorded."""

    commit: str
    confidence: float
    tier: Tier


@dataclass(frozen=True)
class Culprit:
    """What the record says of the introducing commit: the last `gitfix culprit`. `head` and `tree` are the fix's."""

    found: Candidate
    confirmed: bool
    others: tuple[Other, ...] = ()
    test: str = ""
    head: str = ""
    tree: str = ""
    by: str = ""
    at: str = ""
    event: str = ""
