"""The tree of items that ddmin goes down: what is tried together, then part by part (Misherghi and Su, "HDD", 2006)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from gitfix.core.value import dataclass

T = TypeVar("T")


@dataclass(frozen=True)
class Node(Generic[T]):
    """Items that are tried together; then, if they cannot all go, part by part."""

    items: frozenset[T]
    parts: tuple[Node[T], ...] = ()


def leaf(item: T) -> Node[T]:
    """A node of one item."""
    return Node(frozenset((item,)))


def group(parts: Iterable[Node[T]]) -> Node[T]:
    """Parts that belong together, halved until there are two on each level; one part is itself."""
    nodes = tuple(parts)
    if len(nodes) == 1:
        return nodes[0]
    if len(nodes) > 2:
        middle = (len(nodes) + 1) // 2
        nodes = (group(nodes[:middle]), group(nodes[middle:]))
    return Node(frozenset().union(*(node.items for node in nodes)), nodes)


def leaves(node: Node[T]) -> list[T]:
    """The items in the order of the tree."""
    if not node.parts:
        return list(node.items)
    return [item for part in node.parts for item in leaves(part)]
