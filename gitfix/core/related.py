"""Which units are tried together: those of a file, then those that share a name that the change brings in or takes out.

Left out alone, a new function without its caller goes, and its caller without it does not: together both are one test.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from gitfix.core.ddmin_choice import SELDOM
from gitfix.core.ddmin_tree import Node, group, leaf
from gitfix.core.likely import share, silent_units, weights
from gitfix.core.text import decode
from gitfix.core.unit_names import Block, block_lines, names_in
from gitfix.core.units import FileUnits, Nest

COMMON = 6
"""A name in more hunks than this says nothing about any two of them."""
_IMPORT = re.compile(r"\s*(?:from\s+\S+\s+)?(?:import|use|require|#include)\b")


def arrange(
    files: Sequence[FileUnits],
    contents: Mapping[int, bytes],
    hints: Collection[str] = (),
    noise: Collection[int] = (),
) -> Node[int]:
    """The units as a tree: file by file, in these what belongs together, then hunk by hunk, and line by line.

    `contents` are the contents of added files, by their number. `hints`: names that the test says, in its own change
    or in its failure; what holds a rare one of them is likely needed, and so is tried late. `noise`: units that
    change nothing when all of a file's go together; one by one, half a bracket may stay.
    """
    blocks = _blocks(files, noise)
    noisy = [block for block, node in blocks.items() if node.items.issubset(noise)]
    counts = weights(files, blocks, contents, hints) | dict.fromkeys(noisy, 0.0)
    real = [block for block in blocks if counts[block]]
    clusters = [
        noisy,
        *([block] for block in blocks if not counts[block] and block not in noisy),
        *_clusters(files, real, contents),
    ]
    by_file: dict[int, list[list[Block]]] = {}
    for cluster in clusters:
        inner: dict[int, list[Block]] = {}
        for block in cluster:
            inner.setdefault(block[0], []).append(block)
        for number, part in inner.items():
            by_file.setdefault(number, []).append(part)
    weight = {
        number: sum(max(counts[block] for block in part) for part in parts)
        for number, parts in by_file.items()
    }
    total = sum(weight.values())
    nodes = []
    for number, parts in sorted(by_file.items()):
        inside = [
            group(
                (blocks[block] for block in part),
                share(max(counts[block] for block in part), weight[number]),
            )
            for part in sorted(parts)
        ]
        nodes.append(group(inside, share(weight[number], total)))
    return Node(frozenset().union(*(node.items for node in nodes)), tuple(nodes))


def _blocks(files: Sequence[FileUnits], noise: Collection[int]) -> dict[Block, Node[int]]:
    found: dict[Block, Node[int]] = {}
    silent = silent_units(files)
    for number, file in enumerate(files):
        if file.shape is not None:
            found[number, -1] = leaf(file.shape.number)
        for hunk, nest in enumerate(file.hunks):
            found[number, hunk] = _node(nest, silent, noise)
    return found


def _node(nest: Nest, silent: Collection[int], noise: Collection[int]) -> Node[int]:
    if nest.parts:
        nodes = [_node(part, silent, noise) for part in nest.parts]
        mine = [node for node in nodes if node.items.issubset(noise)]
        if not 1 < len(mine) < len(nodes):
            return group(nodes)
        first = nodes.index(mine[0])
        rest = [node for node in nodes if node not in mine]
        return group([*nodes[:first], group(mine, SELDOM), *rest[first:]])
    quiet = nest.unit in silent or nest.unit in noise
    return Node(frozenset((nest.unit,)), needed=SELDOM if quiet else None)


def _clusters(
    files: Sequence[FileUnits], blocks: Sequence[Block], contents: Mapping[int, bytes]
) -> list[list[Block]]:
    union = _Union(blocks)
    old = names_in(line for file in files for line in file.base)
    new = names_in(line for file in files for line in file.head)
    users: dict[object, list[Block]] = {}
    for block in blocks:
        added, removed = block_lines(files, block, contents)
        for name in names_in(added) - old:
            users.setdefault(("in", name), []).append(block)
        for name in names_in(removed) - new:
            users.setdefault(("out", name), []).append(block)
        for side, lines in (("in", added), ("out", removed)):
            for name in _imported(lines):
                users.setdefault((side, block[0], name), []).append(block)
                for other in blocks:
                    if other[0] == block[0] and other != block:
                        theirs = block_lines(files, other, contents)[side == "out"]
                        if name in names_in(theirs):
                            users[side, block[0], name].append(other)
    for together in users.values():
        if len(together) <= COMMON:
            for other in together[1:]:
                union.join(together[0], other)
    found: dict[Block, list[Block]] = {}
    for block in blocks:
        found.setdefault(union.of(block), []).append(block)
    return list(found.values())


def _imported(lines: Iterable[bytes]) -> set[str]:
    return names_in(line for line in lines if _IMPORT.match(decode(line))) - {
        "import",
        "from",
        "use",
        "require",
        "include",
    }


K = TypeVar("K", int, Block)


class _Union(Generic[K]):
    """Which things are in one group (union-find)."""

    def __init__(self, things: Iterable[K]) -> None:
        self._up: dict[K, K] = {thing: thing for thing in things}

    def of(self, thing: K) -> K:
        while self._up[thing] != thing:
            thing = self._up[thing]
        return thing

    def join(self, one: K, other: K) -> None:
        a, b = sorted((self.of(one), self.of(other)))
        self._up[b] = a
