"""What ddmin leaves out next: as much as will go in about half of all cases, which is the question that says most.

After Wang, Shen, Chen and Xiong, "Probabilistic Delta Debugging" (2021): each part is needed with some likelihood,
and a set that failed makes it likelier for all that it lacked. Besides, more is taken to never hurt while the search
goes down: of what a failed set lacked, something is needed. Where that is wrong, single items at the end tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from gitfix.core.ddmin_tree import Node

T = TypeVar("T")
NEEDED = 1.5
"""How many of the parts of something that is needed are needed themselves, on the average."""
MOST, SURE, HALF = 0.5, 0.95, 0.5
TRUST = 1.0
"""What was expected beforehand weighs as much as so many parts that turned out to be needed."""
SELDOM = 0.002
"""How likely a comment or white space is needed."""


def choose(
    nodes: Sequence[Node[T]],
    likely: Sequence[float],
    kept: frozenset[T],
    failed: Collection[frozenset[T]],
    after: Mapping[T, Collection[T]],
    gone: float = 0.0,
) -> tuple[frozenset[T], float]:
    """The items to leave out of `kept` next, and how likely that passes; none where no question is worth its run.

    `likely`: for each node, beforehand. `failed`: the sets that did not pass. `after`: what goes with an item.
    `gone`: how many of the nodes that are left out by now had been expected to be needed.
    """
    reasons = _reasons(nodes, kept, failed)
    chances = _chances(_learned(likely, reasons, gone), reasons)
    owner = {item: number for number, node in enumerate(nodes) for item in node.items}
    chosen: set[int] = set()
    chance = 1.0
    for number in sorted(range(len(nodes)), key=lambda number: chances[number]):
        if number in chosen or chances[number] >= SURE:
            continue
        cover = _cover(number, nodes, owner, kept, after)
        together = chosen | cover
        if any(chances[one] >= SURE for one in cover) or any(
            reason <= together for reason in reasons
        ):
            continue
        both = chance
        for one in cover - chosen:
            both *= 1 - chances[one]
        if chosen and both < HALF:
            break
        chosen, chance = together, both
    out: frozenset[T] = frozenset().union(*(nodes[number].items for number in chosen))
    return out & kept, chance


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


def _learned(
    likely: Sequence[float], reasons: Sequence[frozenset[int]], gone: float
) -> list[float]:
    """What was expected, corrected by what came of it: more needed than was thought, and the others are likelier."""
    needed = [one for reason in reasons if len(reason) == 1 for one in reason]
    expected = gone + sum(likely[one] for one in needed)
    ratio = (TRUST + len(needed)) / (TRUST + expected)
    return [min(MOST, one * ratio) for one in likely]


def _chances(likely: Sequence[float], reasons: Sequence[frozenset[int]]) -> list[float]:
    """How likely each node is needed, by Bayes' rule for each reason alone."""
    chances = list(likely)
    for reason in reasons:
        none = 1.0
        for number in reason:
            none *= 1 - likely[number]
        for number in reason:
            given = likely[number] / (1 - none) if none < 1 and len(reason) > 1 else 1.0
            chances[number] = max(chances[number], min(given, 1.0))
    return chances


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
