"""Which units are tried together: those that share a name that the change brings in or takes out, and import lines.

Left out alone, a new function without its caller goes, and its caller without it does not: together both are one test.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from gitfix.core.ddmin import Node, group, leaf
from gitfix.core.noise import hunk_noise, is_formatted
from gitfix.core.text import decode
from gitfix.core.units import FileUnits, Nest

COMMON = 6
"""A name in more hunks than this says nothing about any two of them."""
_NAME = re.compile(r"[A-Za-z_$][\w$]{2,}")
_STRINGS = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?:#|//).*""")
_IMPORT = re.compile(r"\s*(?:from\s+\S+\s+)?(?:import|use|require|#include)\b")

Block = tuple[int, int]
"""A file's number and a hunk's number in it (-1: the file as a whole)."""


def arrange(
    files: Sequence[FileUnits], contents: Mapping[int, bytes], likely: Collection[str] = ()
) -> Node[int]:
    """The order in which units are tried to be left out, as a tree: noise; then file by file, hunk by hunk.

    `contents` are the contents of added files, by their number. `likely`: paths that the failing test names, which
    come last: the rest goes all at once where it can.
    """
    blocks = _blocks(files)
    noise = [block for block in blocks if _is_noise(files, block)]
    real = [block for block in blocks if block not in set(noise)]
    clusters = _clusters(files, real, contents)
    first = [c for c in clusters if not any(files[f].change.path in likely for f, _ in c)]
    last = [c for c in clusters if c not in first]
    parts = [
        group(node for _, node in _by_file(files, blocks, chosen))
        for chosen in ([[block] for block in noise], first, last)
        if chosen
    ]
    return (
        Node(frozenset().union(*(part.items for part in parts)), tuple(parts))
        if parts
        else Node(frozenset())
    )


def _by_file(
    files: Sequence[FileUnits],
    blocks: Mapping[Block, Node[int]],
    clusters: Sequence[Sequence[Block]],
) -> list[tuple[int, Node[int]]]:
    """The clusters as nodes; those that share files are under one node."""
    owner = _Union(range(len(files)))
    for cluster in clusters:
        for number, _ in cluster:
            owner.join(cluster[0][0], number)
    tops: dict[int, list[Node[int]]] = {}
    for cluster in clusters:
        inner: dict[int, list[Node[int]]] = {}
        for number, hunk in cluster:
            inner.setdefault(number, []).append(blocks[number, hunk])
        node = group(group(nodes) for nodes in inner.values())
        tops.setdefault(owner.of(cluster[0][0]), []).append(node)
    return [(number, group(nodes)) for number, nodes in sorted(tops.items())]


def _blocks(files: Sequence[FileUnits]) -> dict[Block, Node[int]]:
    found: dict[Block, Node[int]] = {}
    for number, file in enumerate(files):
        if file.shape is not None:
            found[number, -1] = leaf(file.shape.number)
        for hunk, nest in enumerate(file.hunks):
            found[number, hunk] = _node(nest)
    return found


def _node(nest: Nest) -> Node[int]:
    return group(map(_node, nest.parts)) if nest.parts else leaf(nest.unit)


def _is_noise(files: Sequence[FileUnits], block: Block) -> bool:
    number, hunk = block
    if hunk < 0:
        return False
    change = files[number].change
    lines = change.hunks[hunk]
    return hunk_noise(lines, is_formatted(change.path)).lines == len(lines.removed) + len(
        lines.added
    )


def _clusters(
    files: Sequence[FileUnits], blocks: Sequence[Block], contents: Mapping[int, bytes]
) -> list[list[Block]]:
    union = _Union(blocks)
    old = _names(line for file in files for line in file.base)
    new = _names(line for file in files for line in file.head)
    users: dict[object, list[Block]] = {}
    for block in blocks:
        added, removed = _lines(files, block, contents)
        for name in _names(added) - old:
            users.setdefault(("in", name), []).append(block)
        for name in _names(removed) - new:
            users.setdefault(("out", name), []).append(block)
        for side, lines in (("in", added), ("out", removed)):
            for name in _imported(lines):
                users.setdefault((side, block[0], name), []).append(block)
                for other in blocks:
                    if other[0] == block[0] and other != block:
                        theirs = _lines(files, other, contents)[side == "out"]
                        if name in _names(theirs):
                            users[side, block[0], name].append(other)
    for together in users.values():
        if len(together) <= COMMON:
            for other in together[1:]:
                union.join(together[0], other)
    found: dict[Block, list[Block]] = {}
    for block in blocks:
        found.setdefault(union.of(block), []).append(block)
    return list(found.values())


def _lines(
    files: Sequence[FileUnits], block: Block, contents: Mapping[int, bytes]
) -> tuple[list[bytes], list[bytes]]:
    """The lines that a block puts in and takes out; a new file also puts in its own name."""
    number, hunk = block
    file = files[number]
    if hunk < 0:
        name = file.change.path.rsplit("/", 1)[-1].partition(".")[0]
        data = contents.get(number, b"")
        return (
            ([name.encode("utf-8", "surrogateescape"), *data.split(b"\n")], [])
            if data
            else ([], [])
        )
    units = [unit for unit in file.units if unit.kind == "lines" and unit.hunk == hunk]
    return (
        [line for unit in units for line in unit.new],
        [line for unit in units for line in unit.deleted_lines],
    )


def _names(lines: Iterable[bytes]) -> set[str]:
    found: set[str] = set()
    for line in lines:
        found.update(_NAME.findall(_STRINGS.sub("", decode(line))))
    return found


def _imported(lines: Iterable[bytes]) -> set[str]:
    return _names(line for line in lines if _IMPORT.match(decode(line))) - {
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
