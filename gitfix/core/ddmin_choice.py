"""What ddmin leaves out next: as much as will go in about half of all cases, which is the question that says most.

After Wang, Shen, Chen and Xiong, "Probabilistic Delta Debugging" (2021): each part is needed with some likelihood,
and a set that failed makes it likelier for all that it lacked. Besides, more is taken to never hurt while the search
goes down: of what a failed set lacked, something is needed. Where that is wrong, single items at the end tell.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from gitfix.core.ddmin_belief import Belief
from gitfix.core.ddmin_tree import Node

T = TypeVar("T")
NEEDED = 1.5
"""How many of the parts of something that is needed are needed themselves, on the average."""
MOST, SURE, HALF = 0.5, 0.95, 0.5
SELDOM = 0.002
"""How likely a comment or white space is needed."""


def choose(
    nodes: Sequence[Node[T]],
    likely: Sequence[float],
    kept: frozenset[T],
    failed: Collection[frozenset[T]],
    after: Mapping[T, Collection[T]],
    gone: Sequence[float] = (),
) -> tuple[frozenset[T], float]:
    """The items to leave out of `kept` next, and how likely that passes; none where no question is worth its run.

    `likely`: for each node, beforehand. `failed`: the sets that did not pass. `after`: what goes with an item.
    `gone`: what was expected of each node that is left out by now.
    """
    reasons = _reasons(nodes, kept, failed)
    belief = Belief(likely, reasons, gone)
    steps = _steps(nodes, belief.chances(), reasons, kept, after)
    if not steps:
        return frozenset(), 0.0
    # With each step it is less likely: the last that passes in half of all cases, or the one after it.
    most = bisect(steps, -HALF, hi=len(steps) - 1, key=lambda step: -belief.passes(step))
    near = {number: belief.passes(steps[number]) for number in (max(most - 1, 0), most)}
    best = min(near, key=lambda number: abs(near[number] - HALF))
    gone_now: frozenset[T] = frozenset().union(*(nodes[number].items for number in steps[best]))
    return gone_now & kept, near[best]


def _steps(
    nodes: Sequence[Node[T]],
    chances: Sequence[float],
    reasons: Sequence[frozenset[int]],
    kept: frozenset[T],
    after: Mapping[T, Collection[T]],
) -> list[set[int]]:
    """What may be left out at once, more and more, in the order of how likely it is needed."""
    owner = {item: number for number, node in enumerate(nodes) for item in node.items}
    chosen: set[int] = set()
    steps: list[set[int]] = []
    # Among equals the last first: what uses a thing mostly stands after it.
    for number in sorted(range(len(nodes)), key=lambda one: (round(chances[one], 3), -one)):
        if number in chosen or chances[number] >= SURE:
            continue
        cover = _cover(number, nodes, owner, kept, after)
        together = chosen | cover
        known = any(chances[one] >= SURE for one in cover)
        if not known and not any(reason <= together for reason in reasons):
            chosen = together
            steps.append(chosen)
    return steps


def _reasons(
    nodes: Sequence[Node[T]], kept: frozenset[T], failed: Collection[frozenset[T]]
) -> list[frozenset[int]]:
    """Sets of nodes of which at least one each is needed; none that holds another."""
    found: list[frozenset[int]] = []
    every = {
        frozenset(number for number, node in enumerate(nodes) if node.items & lacked)
        for lacked in {kept - one for one in failed}
    }
    for reason in sorted(every, key=len):
        if not any(one <= reason for one in found):
            found.append(reason)
    return found


def _cover(
    first: int,
    nodes: Sequence[Node[T]],
    owner: Mapping[T, int],
    kept: frozenset[T],
    after: Mapping[T, Collection[T]],
) -> set[int]:
    """The nodes that have to go with one."""
    cover = {first}
    todo = [*nodes[first].items]
    while todo:
        for item in after.get(todo.pop(), ()):
            if item in kept and item in owner and owner[item] not in cover:
                cover.add(owner[item])
                todo += nodes[owner[item]].items
    return cover


def shares(nodes: Sequence[Node[T]]) -> list[float]:
    """How likely each of the parts of one node is needed: what is known of it, else as likely as its neighbours."""
    told = sum(1 for node in nodes if node.needed is not None)
    plain = min(MOST, NEEDED / max(len(nodes) - told, 1))
    return [plain if node.needed is None else node.needed for node in nodes]
