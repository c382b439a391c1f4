"""A backport that waits for a person: which merges stopped where, and what was resolved so far."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gitfix.core.backport import Conflict, Strategy
from gitfix.core.names import Oid, TreeId
from gitfix.core.value import dataclass, field

VERSION = 1
"""Of the layout below; a newer one is not read on a guess."""


@dataclass(frozen=True)
class Side:
    """One version of a conflicted path, as the index holds it: stage 1 the base's, 2 ours, 3 theirs."""

    mode: int
    oid: Oid
    stage: int
    path: str


@dataclass(frozen=True)
class Stop:
    """A merge that stopped: `source` into `onto`, for target `branch`, leaving `tree` (with markers) and `sides`.

    `base` is empty where git chose it. `message` is what the commit will say; `pick`: it is a cherry-pick of
    `source`. `folders`: the only ones that are laid out in `worktree` (empty: everything).
    """

    branch: str
    onto: Oid
    source: Oid
    tree: TreeId
    sides: tuple[Side, ...]
    conflicts: tuple[Conflict, ...]
    worktree: str = ""
    base: str = ""
    pick: bool = False
    merge: bool = False
    message: str = ""
    folders: tuple[str, ...] = ()

    def same(self, other: Stop) -> bool:
        """Whether it is the same merge, wherever it is laid out."""
        return (self.branch, self.onto, self.source, self.tree, self.sides) == (
            other.branch,
            other.onto,
            other.source,
            other.tree,
            other.sides,
        )


@dataclass(frozen=True)
class Resolution:
    """What a person made of a stop: the whole tree, and the commit that holds it."""

    stop: Stop
    tree: TreeId
    commit: Oid


@dataclass(frozen=True)
class Waiting:
    """A target without a conflict: its result waits for the others."""

    branch: str
    strategy: Strategy
    before: Oid
    after: Oid
    files: int = 0


@dataclass(frozen=True)
class Pause:
    """Everything that a paused backport has to remember. `wish` is what the command line asked for.

    `clean`: the results of the other targets. `skipped`: targets that a person has left out. `count`: of commits.
    """

    name: str
    incident: str
    head: Oid
    branch: str
    wish: Mapping[str, Any] = field(default_factory=dict)
    stops: tuple[Stop, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    clean: tuple[Waiting, ...] = ()
    skipped: tuple[str, ...] = ()
    count: int = 0

    def stop(self, branch: str) -> Stop | None:
        """The stop of one target."""
        return next((one for one in self.stops if one.branch == branch), None)

    def commits(self) -> list[Oid]:
        """Every commit that has to stay, each once."""
        found = [self.head, *(one.after for one in self.clean)]
        for one in self.resolutions:
            found += [one.commit, one.stop.onto, one.stop.source]
        for stop in self.stops:
            found += [stop.onto, stop.source, *([Oid(stop.base)] if stop.base else [])]
        return list(dict.fromkeys(found))

    def to_bytes(self) -> bytes:
        """JSON for the commit that keeps it."""
        from dataclasses import asdict

        return json.dumps({"version": VERSION, **asdict(self)}, indent=1).encode() + b"\n"


def from_bytes(data: bytes) -> Pause:
    """The pause that `to_bytes` gave; ValueError when it is none, or a newer gitfix's."""
    try:
        found = json.loads(data)
        if found.pop("version") != VERSION:
            raise ValueError("written by a newer gitfix")
        return Pause(
            **{
                **found,
                "head": Oid(found["head"]),
                "stops": tuple(map(_stop, found["stops"])),
                "resolutions": tuple(map(_resolution, found["resolutions"])),
                "clean": tuple(map(_waiting, found["clean"])),
                "skipped": tuple(found["skipped"]),
            }
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a paused backport: {error}") from None


def _stop(data: dict[str, Any]) -> Stop:
    sides = tuple(Side(**{**side, "oid": Oid(side["oid"])}) for side in data["sides"])
    return Stop(
        **{
            **data,
            "onto": Oid(data["onto"]),
            "source": Oid(data["source"]),
            "tree": TreeId(data["tree"]),
            "sides": sides,
            "conflicts": tuple(Conflict(**one) for one in data["conflicts"]),
            "folders": tuple(data["folders"]),
        }
    )


def _waiting(data: dict[str, Any]) -> Waiting:
    return Waiting(**{**data, "before": Oid(data["before"]), "after": Oid(data["after"])})


def _resolution(data: dict[str, Any]) -> Resolution:
    return Resolution(_stop(data["stop"]), TreeId(data["tree"]), Oid(data["commit"]))
