"""A file's tree as its grammar gives it: what each node holds, what is in it, around it and after it."""

from __future__ import annotations

from collections.abc import Sequence

from gitfix.core.layout.languages import Language

Node = tuple[int, str, int, int]
"""Depth, kind, first byte, byte after the last: in the order of a walk from the root, parents first."""


class Nodes:
    """The nodes of one tree, by their place in the walk."""

    def __init__(self, language: Language, source: bytes, nodes: Sequence[Node]) -> None:
        self.language, self.source, self.all = language, source, nodes
        self._after, self._parents = _links(nodes)
        self._children_of: dict[int, list[int]] = {}

    def text(self, index: int) -> bytes:
        """The source of a node."""
        _, _, start, end = self.all[index]
        return self.source[start:end]

    def after(self, index: int) -> int:
        """The index of what comes after a node and all that is in it."""
        return self._after[index]

    def parent(self, index: int) -> int:
        """The index of the node around; -1 for the root."""
        return self._parents[index]

    def children(self, index: int) -> list[int]:
        """The children of a node without its comments."""
        if index in self._children_of:
            return self._children_of[index]
        found: list[int] = []
        child, end = index + 1, self._after[index]
        while child < end:
            if self.all[child][1] not in self.language.comments:
                found.append(child)
            child = self._after[child]
        self._children_of[index] = found
        return found


def _links(nodes: Sequence[Node]) -> tuple[list[int], list[int]]:
    """For each node the index after its last descendant, and the index of its parent."""
    after = [len(nodes)] * len(nodes)
    parents = [-1] * len(nodes)
    above: list[int] = []
    for index, (depth, _, _, _) in enumerate(nodes):
        while len(above) > depth:
            after[above.pop()] = index
        parents[index] = above[-1] if above else -1
        above.append(index)
    return after, parents
