"""Which merges and picks of a repository are done again: those that people have made, and some that nobody has."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

_PICKED = re.compile(rb"cherry[ -]picked from commit ([0-9a-f]{40,64})")
T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """`head` onto `target`. `mainline` counts from 1, 0 for a commit that is no merge; `base` is that parent."""

    kind: Literal["merge", "pick", "made-up pick"]
    target: str
    head: str
    base: str = ""
    mainline: int = 0


def choose(git: str, path: Path, merges: int, picks: int, seed: int = 1) -> list[Case]:
    """At most `merges` merges and `picks` picks, spread over the whole history; the same ones every time."""
    history = _History(git, path)
    chance = random.Random(seed)
    return [*_merges(history, merges), *_picks(history, picks, chance)]


class _History:
    """The commits of all refs: their parents, newest first."""

    def __init__(self, git: str, path: Path) -> None:
        self.git, self.path = git, path
        self.parents: dict[str, list[str]] = {}
        for line in self.out("rev-list", "--all", "--parents").decode().splitlines():
            commit, *parents = line.split(" ")
            self.parents[commit] = parents

    def out(self, *arguments: str) -> bytes:
        done = subprocess.run(
            [self.git, *arguments], cwd=self.path, stdout=subprocess.PIPE, check=True
        )
        return done.stdout


def _merges(history: _History, count: int) -> list[Case]:
    found = [(commit, parents) for commit, parents in history.parents.items() if len(parents) == 2]
    return [Case("merge", ours, theirs) for _, (ours, theirs) in _spread(found, count)]


def _picks(history: _History, count: int, chance: random.Random) -> list[Case]:
    real = _spread(list(_real(history)), count)
    return [*real, *_made_up(history, count - len(real), chance)]


def _real(history: _History) -> list[Case]:
    """Commits that say which one they were picked from, where that one is here."""
    log = history.out(
        "log", "--all", "--no-merges", "-z", "--format=%H%n%B", "--grep=cherry.picked from commit"
    )
    cases = []
    for record in log.split(b"\0"):
        commit, _, message = record.partition(b"\n")
        sources = [one.decode() for one in _PICKED.findall(message)]
        parents = history.parents.get(commit.decode(), [])
        # The last line is the youngest: who picks a picked commit adds one.
        if sources and len(parents) == 1 and sources[-1] in history.parents:
            cases += _pick(history, "pick", parents[0], sources[-1], 1)
    return cases


def _made_up(history: _History, count: int, chance: random.Random) -> list[Case]:
    """Any commit onto any other one: these are where the conflicts are. Every fourth is a merge commit."""
    commits = list(history.parents)
    merges = [commit for commit in commits if len(history.parents[commit]) == 2]
    cases: list[Case] = []
    for number in range(count * 3):
        if len(cases) >= count:
            break
        head = chance.choice(merges if merges and number % 4 == 0 else commits)
        # Not too far away, as with a line that is kept alive.
        place = commits.index(head) + chance.randrange(1, max(2, len(commits) // 20))
        target = commits[min(place, len(commits) - 1)]
        cases += _pick(history, "made-up pick", target, head, chance.randrange(1, 3))
    return cases


def _pick(
    history: _History, kind: Literal["pick", "made-up pick"], target: str, head: str, mainline: int
) -> list[Case]:
    parents = history.parents[head]
    if not parents or target == head:
        return []
    if len(parents) == 1:
        return [Case(kind, target, head, parents[0])]
    mainline = min(mainline, len(parents))
    return [Case(kind, target, head, parents[mainline - 1], mainline)]


def _spread(items: Sequence[T], count: int) -> list[T]:
    """At most `count` of `items`, as far apart as can be."""
    if len(items) <= count:
        return list(items)
    return [items[n * len(items) // count] for n in range(count)]
