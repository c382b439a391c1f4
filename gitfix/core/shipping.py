"""What the record says of a release and of going back: values of an incident."""

from __future__ import annotations

from gitfix.core.value import dataclass


@dataclass(frozen=True)
class Released:
    """The release of the hotfix. `object` is the tag's own id, empty where releases are no tags."""

    tag: str
    version: str
    commit: str
    tree: str
    object: str
    pushed: bool
    signed: bool
    by: str
    at: str
    event: str


@dataclass(frozen=True)
class Preparation:
    """A commit that gitfix made for the release: `old` became `new` in the version files, and a changelog entry.

    `olds`: every version that was written anew, in `paths`. `date` and `what`: of the changelog's entry.
    """

    commit: str
    old: str
    new: str
    event: str
    olds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    date: str = ""
    what: str = ""


@dataclass(frozen=True)
class Readiness:
    """What `gitfix rollback plan` found: could `start` be taken back to `target` (tags, or commits) now?

    `said`: what people have said for it, by the id of its check (`flag`, `trigger`, `decider`).
    """

    score: str
    start: str
    target: str
    why: str
    by: str
    at: str
    event: str
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rehearsal:
    """The rollback command, run against staging. `ms`: how long it took; `digest`: of the command."""

    passed: bool
    ms: int
    digest: str
    by: str
    at: str
    event: str
    incident: str = ""


@dataclass(frozen=True)
class GoingBack:
    """A rollback that was begun. While nothing says how it ended, it is in flight."""

    start: str
    target: str
    by: str
    at: str
    event: str


@dataclass(frozen=True)
class WentBack:
    """Production was taken back from `start` to `target`. `tree`: the fix that was taken out; empty for none."""

    start: str
    target: str
    commit: str
    tree: str
    ms: int
    by: str
    at: str
    event: str
