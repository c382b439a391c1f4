"""The tree of items that ddmin goes down: what is tried together, then part by part (Misherghi and Su, "HDD", 2006)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from gitfix.core.value import dataclass, replace

T = TypeVar("T")


@dataclass(frozen=True)
class Node(Generic[T]):
    """Items that are tried together; then, if they cannot all go, part by part.

    `needed`: how likely it is that something of it has to stay, once the node above has, from 0 to 1; None where
    nothing tells it from its neighbours. It decides what is asked first, never what the answer is.
    """

    items: frozenset[T]
    parts: tuple[Node[T], ...] = ()
    needed: float | None = None


def leaf(item: T) -> Node[T]:
    """A node of one item."""
    return Node(frozenset((item,)))


def group(parts: Iterable[Node[T]], needed: float | None = None) -> Node[T]:
    """Parts that belong together; one part is itself."""
    nodes = tuple(parts)
    if len(nodes) == 1:
        return nodes[0] if needed is None else replace(nodes[0], needed=needed)
    return Node(frozenset().union(*(node.items for node in nodes)), nodes, needed)


def leaves(node: Node[T]) -> list[T]:
    """The items in the order of the tree."""
    if not node.parts:
        return list(node.items)
    return [item for part in node.parts for item in leaves(part)]
